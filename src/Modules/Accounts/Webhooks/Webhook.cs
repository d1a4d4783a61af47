using OmniHub.Kernel;

namespace OmniHub.Accounts;

/// <summary>An address that is told what happens to its owner.</summary>
internal sealed class Webhook
{
    public const int CountMax = 20;
    public const int UrlLengthMax = 2_000;
    public const string Completed = "generation.completed", Failed = "generation.failed", CreditsLow = "credits.low";

    public static readonly IReadOnlyList<string> AllEvents = [Completed, Failed, CreditsLow];

    /// <summary>Below this credits are low, unless the owner says otherwise.</summary>
    public static readonly Micros LowUsually = new(Micros.PerCredit);

    public required string Id { get; init; }

    public required string UserId { get; init; }

    public required string Url { get; init; }

    /// <summary>Comma-separated.</summary>
    public required string Events { get; init; }

    /// <summary>Encrypted: it signs what is sent.</summary>
    public required string Secret { get; init; }

    public Micros? LowBelow { get; init; }

    /// <summary>Told already, until the credits are enough again.</summary>
    public bool IsLow { get; init; }

    /// <summary>How often they became low.</summary>
    public long LowCount { get; init; }

    /// <summary>Since when nothing has arrived.</summary>
    public DateTimeOffset? FailingSince { get; init; }

    public DateTimeOffset? DisabledAt { get; init; }

    public string? DisabledReason { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public IReadOnlyList<string> EventList => Events.Split(',');

    public Micros Threshold => LowBelow ?? LowUsually;
}

internal enum DeliveryState
{
    Pending,
    Delivered,
    Failed,
}

/// <summary>One message to one webhook: written first, sent until it arrives. Its id is the message's id, also when it is sent again.</summary>
internal sealed class Delivery
{
    public required string Id { get; init; }

    public required string WebhookId { get; init; }

    public required string Type { get; init; }

    /// <summary>What it is about, as <c>gen_…</c>.</summary>
    public required string Subject { get; init; }

    /// <summary>The JSON, as it is sent every time.</summary>
    public required string Body { get; init; }

    public DeliveryState State { get; init; }

    public int Attempts { get; init; }

    /// <summary>When it is sent next; null when it arrived or was given up. While it is sent, the end of the lease.</summary>
    public DateTimeOffset? NextAt { get; init; }

    public int? ResponseStatus { get; init; }

    public string? Error { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? DeliveredAt { get; init; }
}

/// <summary>A webhook in a list.</summary>
internal sealed record WebhookView(
    string Id, string Url, IReadOnlyList<string> Events, Micros LowBelow, bool Enabled, string? DisabledReason, DateTimeOffset? FailingSince,
    DateTimeOffset CreatedAt)
{
    public static WebhookView Of(Webhook w) =>
        new(w.Id, w.Url, w.EventList, w.Threshold, w.DisabledAt is null, w.DisabledReason, w.FailingSince, w.CreatedAt);
}

/// <summary>A new webhook; the secret is shown this once.</summary>
internal sealed record NewWebhookView(
    string Id, string Url, IReadOnlyList<string> Events, Micros LowBelow, bool Enabled, string Secret, DateTimeOffset CreatedAt);

/// <summary>A message in the log.</summary>
internal sealed record DeliveryView(
    string Id, string Type, string Subject, DeliveryState Status, int Attempts, int? ResponseStatus, string? Error,
    DateTimeOffset? NextAttemptAt, DateTimeOffset CreatedAt, DateTimeOffset? DeliveredAt)
{
    public static DeliveryView Of(Delivery d) =>
        new(d.Id, d.Type, d.Subject, d.State, d.Attempts, d.ResponseStatus, d.Error, d.NextAt, d.CreatedAt, d.DeliveredAt);
}
