namespace OmniHub.Community;

/// <summary>A visitor saw a post on a day. Gone when the day is over.</summary>
internal sealed class PostSeen
{
    /// <summary>UTC days since 1970.</summary>
    public int Day { get; init; }

    public long Number { get; init; }

    /// <summary>Salted hash of who it was.</summary>
    public required string Visitor { get; init; }
}

/// <summary>The secret of a day. With it the hashes of that day lose their meaning for good.</summary>
internal sealed class DaySalt
{
    public int Day { get; init; }

    public required string Value { get; init; }
}
