using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using OmniHub.Contracts.Catalog;
using OmniHub.Kernel;

namespace OmniHub.Generation;

/// <summary>A generation, as the API and the pages show it.</summary>
internal sealed record GenerationView(
    string Id, string ModelId, Medium Type, string Prompt, JsonObject Options, GenerationStatus Status, int? QueuePosition,
    decimal? Progress, string? Result, IReadOnlyList<FileView> Results, string? ThumbnailUrl, Micros? Credits,
    Micros EstimatedCredits, ErrorView? Error,
    string WorkspaceId, string? ProjectId, string? ComparisonId, bool Favorite,
    DateTimeOffset CreatedAt, DateTimeOffset? StartedAt, DateTimeOffset? CompletedAt)
{
    /// <summary>True where the built-in sandbox made it; not a member otherwise.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Sandbox { get; init; }

    /// <summary>Who started it.</summary>
    [JsonIgnore]
    public string UserId { get; init; } = "";

    /// <summary>The model's name for people, also where the model is closed by now.</summary>
    [JsonIgnore]
    public string ModelName { get; init; } = "";

    /// <summary>The post that shows it to everybody, or null.</summary>
    [JsonIgnore]
    public string? PostId { get; init; }

    /// <summary>Who asked only looks here: a viewer of its workspace.</summary>
    [JsonIgnore]
    public bool IsReadOnly { get; init; }

    /// <summary>Lane of the comparison, from 0.</summary>
    [JsonIgnore]
    public int Slot { get; init; }

    /// <summary>The generation that this one tries again.</summary>
    [JsonIgnore]
    public string? RetryOf { get; init; }

    /// <summary>Stopping was asked for and is not confirmed yet.</summary>
    [JsonIgnore]
    public bool IsCanceling { get; init; }

    /// <summary>From creation to the end, or until now.</summary>
    [JsonIgnore]
    public TimeSpan Elapsed { get; init; }

    [JsonIgnore]
    public bool IsRunning => !Status.IsTerminal();
}

/// <summary>One file of a result.</summary>
internal sealed record FileView(string Url, string ContentType, int Width, int Height, decimal? DurationSeconds, long Bytes)
{
    [JsonIgnore]
    public string Id { get; init; } = "";

    [JsonIgnore]
    public string? ThumbnailUrl { get; init; }

    /// <summary>The same file as a download.</summary>
    [JsonIgnore]
    public string DownloadUrl => Url + (Url.Contains('?', StringComparison.Ordinal) ? "&download=1" : "?download=1");
}

/// <summary>Why there is no result.</summary>
internal sealed record ErrorView(string Code, string Message);

/// <summary>The same prompt on several models: the newest generation of each lane, in order.</summary>
internal sealed record ComparisonView(string Id, string Prompt, IReadOnlyList<GenerationView> Generations, string? WinnerId);
