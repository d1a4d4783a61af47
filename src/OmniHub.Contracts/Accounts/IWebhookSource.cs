namespace OmniHub.Contracts.Accounts;

/// <summary>A module where things happen that people's webhooks tell of. Found by scanning, and asked again and again: a lost hint loses nothing.</summary>
public interface IWebhookSource
{
    /// <summary>What happened to these people since then, oldest first; may name what it named before.</summary>
    Task<IReadOnlyList<Happened>> ReadAsync(IReadOnlyCollection<string> userIds, DateTimeOffset since, int max, CancellationToken ct);

    /// <summary>The thing as the API shows it to this person, or null where it is gone.</summary>
    Task<object?> ShowAsync(Happened happened, CancellationToken ct);
}

/// <param name="Id">Of the thing, as <c>gen_…</c>.</param>
/// <param name="UserId">Whose webhooks tell it.</param>
/// <param name="Type">As <c>generation.completed</c>.</param>
/// <param name="At">When.</param>
public sealed record Happened(string Id, string UserId, string Type, DateTimeOffset At);

/// <summary>Hint: something happened to this person that webhooks tell of.</summary>
public sealed record WebhookDue(string UserId);
