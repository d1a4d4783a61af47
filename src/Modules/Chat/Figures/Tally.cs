namespace OmniHub.Chat;

/// <summary>Answers and calls that were begun on one model in one hour or one UTC day, as far as they are settled and were counted.</summary>
internal sealed class Tally
{
    /// <summary>1 or 24.</summary>
    public required int Hours { get; init; }

    /// <summary>Begin, in UTC milliseconds.</summary>
    public required long Start { get; init; }

    public required string ModelId { get; init; }

    public long Total { get; set; }

    public long Completed { get; set; }

    public long Failed { get; set; }

    /// <summary>Of prompts and answers.</summary>
    public long Tokens { get; set; }

    /// <summary>Of the completed, packed.</summary>
    public required string Latencies { get; set; }
}

/// <summary>Somebody asked something on this UTC day.</summary>
internal sealed class ActiveDay
{
    /// <summary>Begin, in UTC milliseconds.</summary>
    public required long Day { get; init; }

    public required string UserId { get; init; }
}
