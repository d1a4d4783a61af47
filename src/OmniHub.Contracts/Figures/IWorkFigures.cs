using OmniHub.Kernel;

namespace OmniHub.Contracts.Figures;

/// <summary>What was made, for the operator. Every module that makes something answers from its own tallies; all are asked.</summary>
public interface IWorkFigures
{
    /// <summary>Work that was begun in the range, exact to the millisecond, by model and by hour or UTC day.</summary>
    Task<WorkFigures> ReadAsync(DateTimeOffset from, DateTimeOffset to, bool byHour, CancellationToken ct);

    /// <summary>The newest work of a user.</summary>
    Task<IReadOnlyList<RecentWork>> RecentAsync(string userId, int max, CancellationToken ct);

    /// <summary>The newest failures: all, or those of a model.</summary>
    Task<IReadOnlyList<FailedWork>> FailuresAsync(string? modelId, int max, CancellationToken ct);

    /// <summary>What runs or waits now, by model.</summary>
    Task<IReadOnlyDictionary<string, int>> RunningAsync(CancellationToken ct);
}

/// <param name="Slices">By start and model, in no order; a pair may come several times.</param>
/// <param name="Users">Ids of everybody who began something.</param>
public sealed record WorkFigures(IReadOnlyList<WorkSlice> Slices, IReadOnlySet<string> Users);

/// <summary>Work on one model that was begun in one hour or day.</summary>
/// <param name="Start">Of the hour or day.</param>
/// <param name="ModelId">The model.</param>
/// <param name="Type"><c>image</c>, <c>video</c> or <c>chat</c>.</param>
/// <param name="Total">Begun.</param>
/// <param name="Completed">Of these.</param>
/// <param name="Failed">Of these.</param>
/// <param name="Tokens">Prompt and answer, of chat.</param>
/// <param name="Latencies">Of the completed, packed; see <see cref="Figures.Latencies"/>.</param>
public sealed record WorkSlice(
    DateTimeOffset Start, string ModelId, string Type, long Total, long Completed, long Failed, long Tokens, string Latencies);

/// <summary>One piece of work.</summary>
public sealed record RecentWork(string Id, string Type, string ModelId, string Status, Micros? Credits, DateTimeOffset At);

/// <summary>One that failed, with our sentence about it; never what was asked for.</summary>
public sealed record FailedWork(string Id, string ModelId, string Code, string Sentence, DateTimeOffset At);

/// <summary>How much room files take.</summary>
public interface IStorageUse
{
    /// <summary>Files and bytes by kind, as <c>Results</c>.</summary>
    Task<IReadOnlyList<StoredKind>> ReadAsync(CancellationToken ct);
}

/// <summary>One kind of files.</summary>
public sealed record StoredKind(string Kind, long Files, long Bytes);

/// <summary>What an operator should look at. Found by scanning; each module speaks for itself.</summary>
public interface IAttention
{
    /// <summary>As of now; nothing where all is well.</summary>
    Task<IReadOnlyList<Attention>> ReadAsync(CancellationToken ct);
}

/// <summary>One thing to look at.</summary>
/// <param name="IsUrgent">Something does not work or costs money, rather than good to know.</param>
/// <param name="Title">What is.</param>
/// <param name="Text">Numbers, and what to do.</param>
/// <param name="Href">Where to do it.</param>
/// <param name="Action">Words of that link.</param>
public sealed record Attention(bool IsUrgent, string Title, string Text, string Href, string Action = "Review");
