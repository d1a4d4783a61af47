namespace OmniHub.Accounts;

/// <summary>How far the request under an idempotency key is.</summary>
internal enum AnswerState
{
    /// <summary>Someone works on it until the lease ends.</summary>
    Running,

    /// <summary>The answer is here.</summary>
    Kept,

    /// <summary>It was answered well, by a stream or at a length that is not kept: its handler finds what it did, and answers.</summary>
    Again,

    /// <summary>It broke in the middle: what it did is unknown, so a repeat goes on under the same operation id.</summary>
    Broken,
}

/// <summary>An idempotency key of a user on a route.</summary>
internal sealed class KeptAnswer
{
    public required string UserId { get; set; }

    /// <summary>Method and template.</summary>
    public required string Route { get; set; }

    public required string Key { get; set; }

    /// <summary>Of address and body.</summary>
    public required string RequestHash { get; set; }

    /// <summary>The handler mints its ids from this, the same ones again after a crash.</summary>
    public required string OperationId { get; set; }

    public AnswerState State { get; set; }

    /// <summary>Who holds the lease: counts up with every run.</summary>
    public int Run { get; set; }

    public DateTimeOffset LeaseUntil { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public int Status { get; set; }

    /// <summary>JSON: name → value.</summary>
    public string? Headers { get; set; }

    public string? Body { get; set; }
}
