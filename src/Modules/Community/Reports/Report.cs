namespace OmniHub.Community;

/// <summary>Somebody says that a post should not be there.</summary>
internal sealed class Report
{
    public required string Id { get; init; }

    public required string PostId { get; init; }

    public required string Reason { get; init; }

    /// <summary>Null once that person's account is gone.</summary>
    public string? ReporterId { get; set; }

    public ReportStatus Status { get; set; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? DecidedAt { get; set; }

    public string? DecidedBy { get; set; }
}

/// <summary>What came of a report.</summary>
internal enum ReportStatus
{
    /// <summary>Nobody has decided.</summary>
    Open,

    /// <summary>The post may stay, or is back.</summary>
    Dismissed,

    /// <summary>The post is hidden.</summary>
    Hidden,
}
