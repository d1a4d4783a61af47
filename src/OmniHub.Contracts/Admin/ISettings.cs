using OmniHub.Kernel;

namespace OmniHub.Contracts.Admin;

/// <summary>The operator's settings: a snapshot in memory, never a query.</summary>
public interface ISettings
{
    /// <summary>As of now.</summary>
    Settings Current { get; }

    /// <summary>Grows with every change, once <see cref="Current"/> shows it.</summary>
    long Version { get; }
}

/// <param name="ProfitMarginPercent">0..1000, at most two decimals.</param>
/// <param name="FreeCredits">Granted once to a new user.</param>
/// <param name="CreditPriceUsd">What a top-up of one credit costs; nothing else.</param>
/// <param name="SignUpOpen">Whether people may register.</param>
/// <param name="RateLimits">Limits per user, per address and over all.</param>
public sealed record Settings(decimal ProfitMarginPercent, Micros FreeCredits, decimal CreditPriceUsd, bool SignUpOpen, RateLimits RateLimits)
{
    /// <summary>What no title, description, tag or prompt in the gallery may hold.</summary>
    public IReadOnlyList<string> BlockedWords { get; init; } = [];

    /// <summary>What a new installation has.</summary>
    public static Settings Default { get; } = new(0, new Micros(100 * Micros.PerCredit), 1, true, RateLimits.Default);
}

/// <summary>So many requests in so many seconds.</summary>
public sealed record Rate(int Limit, int WindowSeconds);

/// <summary>All limits, as <c>/api/admin/rate-limits</c> shows them.</summary>
public sealed record RateLimits(UserRates PerUser, AddressRates PerAddress, Rate Global, ConcurrencyLimits Concurrency)
{
    /// <summary>What a new installation has.</summary>
    public static RateLimits Default { get; } = new(
        new UserRates(Auth: new(20, 60), Generate: new(60, 60), Chat: new(60, 60), Api: new(600, 60), Pages: new(600, 60)),
        new AddressRates(Auth: new(30, 60), SignUp: new(10, 3600), Api: new(120, 60), Pages: new(300, 60)),
        new Rate(12_000, 60),
        new ConcurrencyLimits(StreamsPerUser: 20, GenerationsPerUser: 20));
}

/// <summary>Per user, or per API key.</summary>
public sealed record UserRates(Rate Auth, Rate Generate, Rate Chat, Rate Api, Rate Pages);

/// <summary>Per address, when anonymous (and for log-ins).</summary>
public sealed record AddressRates(Rate Auth, Rate SignUp, Rate Api, Rate Pages);

/// <summary>At the same time.</summary>
public sealed record ConcurrencyLimits(int StreamsPerUser, int GenerationsPerUser);

/// <summary>How much of the limits is in use on this node.</summary>
public interface ILimitUse
{
    /// <summary>As of now.</summary>
    LimitUse Now { get; }
}

/// <param name="Requests">All requests of the running global window.</param>
/// <param name="OpenStreams">Streams that are open.</param>
/// <param name="Busiest">The windows that are closest to their limit, fullest first.</param>
public sealed record LimitUse(int Requests, int OpenStreams, IReadOnlyList<WindowUse> Busiest);

/// <param name="Class">As <c>Generate</c>.</param>
/// <param name="Who">A user's or key's id, or an address.</param>
/// <param name="Count">Requests so far.</param>
/// <param name="Limit">The most.</param>
public sealed record WindowUse(string Class, string Who, int Count, int Limit);

/// <summary>Hint: the settings changed on this node.</summary>
public sealed record SettingsChanged;

/// <summary>The audit log: append-only, hash-chained.</summary>
public interface IAudit
{
    /// <summary>Appends one entry for a change that has happened.</summary>
    Task WriteAsync(AuditEntry entry, CancellationToken ct);
}

/// <summary>The audit log, to read on the page of one thing.</summary>
public interface IAuditTrail
{
    /// <summary>The newest changes of a target.</summary>
    Task<IReadOnlyList<TrailEntry>> OfAsync(string targetId, int max, CancellationToken ct);
}

/// <param name="Who">E-mail, or the id where there is none any more.</param>
/// <param name="Action">As <c>model.update</c>.</param>
/// <param name="Changes">Field, old value (null: none) and new value, as people read them.</param>
/// <param name="At">When.</param>
public sealed record TrailEntry(
    string Who, string Action, IReadOnlyList<(string Field, string? Old, string New)> Changes, DateTimeOffset At);

/// <param name="ActorId">Who: a user id, or <c>system</c>.</param>
/// <param name="Action">As <c>model.update</c>.</param>
/// <param name="TargetType">As <c>model</c>.</param>
/// <param name="TargetId">Id of what was changed.</param>
/// <param name="Changes">Field → old and new value, as JSON-able values; never a secret.</param>
/// <param name="Address">Where from; kept as a salted hash in the chain. Null for the system.</param>
public sealed record AuditEntry(
    string ActorId, string Action, string TargetType, string TargetId, IReadOnlyDictionary<string, object?[]> Changes, string? Address);
