using OmniHub.Kernel;

namespace OmniHub.Contracts.Billing;

/// <summary>The ledger, as the other modules see it. An account is the id of the user who pays.</summary>
public interface ICredits
{
    /// <summary>Opens a hold under the caller's own id; a repeat is answered <see cref="HoldResult.AlreadyHeld"/>.</summary>
    Task<HoldResult> HoldAsync(HoldRequest request, CancellationToken ct) => HoldAllAsync([request], ct);

    /// <summary>Opens several holds of one account in one transaction: all or none.</summary>
    Task<HoldResult> HoldAllAsync(IReadOnlyList<HoldRequest> requests, CancellationToken ct);

    /// <summary>Asks the hold's <see cref="IHoldOwner"/> and closes it once. Safe to call at any time, any number of times.</summary>
    Task SettleAsync(string holdId, CancellationToken ct);

    /// <summary>
    /// Closes a hold with its owner's verdict, once, without asking again: for owners that know it at hand. The request is the very one that
    /// was held, with its caps. What <see cref="IHoldOwner"/> says later, after a crash in between, must follow from the same facts.
    /// </summary>
    Task CloseAsync(HoldRequest hold, Verdict verdict, CancellationToken ct);

    /// <summary>Posted, held and spendable credits.</summary>
    Task<Balance> BalanceAsync(string account, CancellationToken ct);

    /// <summary>Balances of several accounts; one without postings has zeros.</summary>
    Task<IReadOnlyDictionary<string, Balance>> BalancesAsync(IReadOnlyCollection<string> accounts, CancellationToken ct);

    /// <summary>Posts credits that were not bought (grant, adjustment), once per key. A negative amount never takes more than is spendable.</summary>
    Task<PostResult> PostAsync(PostRequest request, CancellationToken ct);

    /// <summary>What was charged and is held under each cap key (see <see cref="Cap"/>); zero where nothing was.</summary>
    Task<IReadOnlyDictionary<string, Micros>> UsedAsync(IReadOnlyCollection<string> capKeys, CancellationToken ct);
}

/// <summary>A hold to open.</summary>
/// <param name="HoldId">The caller's own id, as <c>gen_…</c>: the hold's id.</param>
/// <param name="Account">Who pays, <c>usr_…</c>.</param>
/// <param name="Amount">The most that can be charged.</param>
/// <param name="Purpose">Which <see cref="IHoldOwner"/> answers for it.</param>
/// <param name="ReviewAt">When the owner is asked at the latest.</param>
/// <param name="Caps">Limits that count this hold in the same transaction.</param>
/// <param name="Tags">For usage reports.</param>
public sealed record HoldRequest(
    string HoldId, string Account, Micros Amount, string Purpose, DateTimeOffset ReviewAt, IReadOnlyList<Cap> Caps, SpendTags Tags);

/// <summary>A spending limit. What counts against it is charged plus held under its key.</summary>
/// <param name="Key">As <c>key:key_…</c> (for the key's life) or <c>member:wsp_…:usr_…:2026-11</c> (a month).</param>
/// <param name="Limit">The most.</param>
/// <param name="Sentence">What to say when it is reached, naming the limit.</param>
public sealed record Cap(string Key, Micros Limit, string Sentence);

/// <summary>Who and what a charge was for.</summary>
public sealed record SpendTags(string UserId, string? KeyId, string? WorkspaceId, string? ProjectId, string? ModelId, string Description);

/// <summary>What came of a hold.</summary>
public abstract record HoldResult
{
    /// <summary>Open now.</summary>
    public sealed record Held : HoldResult;

    /// <summary>It was open, or even closed, before: the same request again.</summary>
    public sealed record AlreadyHeld : HoldResult;

    /// <summary>The spendable credits do not cover it.</summary>
    public sealed record NotEnough(Micros Required, Micros Available) : HoldResult;

    /// <summary>A cap does not allow it.</summary>
    public sealed record OverCap(Cap Cap, Micros Required, Micros Available) : HoldResult;
}

/// <summary>Answers for the holds of one purpose.</summary>
public interface IHoldOwner
{
    /// <summary>As in <see cref="HoldRequest.Purpose"/>.</summary>
    string Purpose { get; }

    /// <summary>What should become of the hold now. Read from the owner's own tables; must not change anything.</summary>
    Task<Verdict> JudgeAsync(string holdId, CancellationToken ct);
}

/// <summary>What the owner of a hold says.</summary>
public abstract record Verdict
{
    /// <summary>Still running; ask again at this time.</summary>
    public sealed record Wait(DateTimeOffset ReviewAt) : Verdict;

    /// <summary>Charge this much (never more than the hold: the rest is the operator's overrun). <paramref name="ProviderCost"/> is what the provider takes.</summary>
    public sealed record Charge(Micros Amount, Micros ProviderCost, Receipt? Receipt = null) : Verdict;

    /// <summary>Failed, cancelled, or never heard of: give it back.</summary>
    public sealed record Release(Receipt? Receipt = null) : Verdict;
}

/// <summary>What an account has.</summary>
/// <param name="Posted">Sum of all postings.</param>
/// <param name="Held">Sum of open holds.</param>
public sealed record Balance(Micros Posted, Micros Held)
{
    /// <summary>What can be spent now.</summary>
    public Micros Spendable => Posted - Held;
}

/// <summary>Kinds of ledger entries.</summary>
public enum EntryKind
{
    /// <summary>Free credits.</summary>
    Grant,

    /// <summary>Bought credits.</summary>
    Topup,

    /// <summary>A plan's allowance.</summary>
    Plan,

    /// <summary>Paid for work.</summary>
    Charge,

    /// <summary>Money back after a charge.</summary>
    Refund,

    /// <summary>By an admin, with a reason.</summary>
    Adjustment,

    /// <summary>Unused allowance taken back.</summary>
    Expiry,
}

/// <summary>A posting to make once.</summary>
/// <param name="Key">Unique: a second posting under it changes nothing.</param>
/// <param name="Account">The user.</param>
/// <param name="Kind">Grant or adjustment.</param>
/// <param name="Amount">May be negative for an adjustment.</param>
/// <param name="Reference">Id of what caused it.</param>
/// <param name="Description">For the user.</param>
public sealed record PostRequest(string Key, string Account, EntryKind Kind, Micros Amount, string Reference, string Description);

/// <summary>What came of a posting.</summary>
public abstract record PostResult
{
    /// <summary>Posted now, with the balance after it.</summary>
    public sealed record Posted(Balance Balance) : PostResult;

    /// <summary>It was posted before.</summary>
    public sealed record AlreadyPosted(Balance Balance) : PostResult;

    /// <summary>It would take more than is spendable.</summary>
    public sealed record NotEnough(Micros Available) : PostResult;
}

/// <summary>Hint: the credits of an account changed.</summary>
public sealed record CreditsChanged(string Account);

/// <summary>Figures of the ledger for the operator, over a time range.</summary>
public interface IBillingFigures
{
    /// <summary>What was booked in the range, exact to the millisecond, by model and by hour or UTC day.</summary>
    Task<BillingFigures> ReadAsync(DateTimeOffset from, DateTimeOffset to, bool byHour, CancellationToken ct);
}

/// <param name="Slices">By start and model, in no order; a pair may come several times.</param>
/// <param name="Outstanding">Posted credits of all users now.</param>
/// <param name="Held">Open holds now.</param>
public sealed record BillingFigures(IReadOnlyList<MoneySlice> Slices, Micros Outstanding, Micros Held)
{
    /// <summary>What users paid: charges, less what was given back after them.</summary>
    public Micros Charged => Sum(s => s.Charged - s.Refunded);

    /// <summary>What providers took.</summary>
    public Micros ProviderCost => Sum(s => s.ProviderCost);

    /// <summary>Bought credits.</summary>
    public Micros Topups => Sum(s => s.Topups);

    private Micros Sum(Func<MoneySlice, Micros> of) => Slices.Aggregate(Micros.Zero, (sum, slice) => sum + of(slice));
}

/// <summary>Bookings of one model, or of none (<c>""</c>), in one hour or day.</summary>
/// <param name="Start">Of the hour or day.</param>
/// <param name="ModelId">The model.</param>
/// <param name="Charged">Taken from users.</param>
/// <param name="Refunded">Given back after a charge.</param>
/// <param name="ProviderCost">Taken by providers.</param>
/// <param name="Topups">Bought.</param>
/// <param name="Granted">Given: free credits and allowances.</param>
public sealed record MoneySlice(
    DateTimeOffset Start, string ModelId, Micros Charged, Micros Refunded, Micros ProviderCost, Micros Topups, Micros Granted);
