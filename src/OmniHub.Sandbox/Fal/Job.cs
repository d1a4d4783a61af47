using System.Text.Json.Nodes;

namespace OmniHub.Sandbox;

internal enum JobState { Queued, Running, Done }

internal enum HookState { None, Pending, Delivered, GaveUp }

/// <summary>One accepted request. Immutable: a change is a new row, so readers never see half of one.</summary>
internal sealed record Job
{
    public required string Id { get; init; }
    public required string Endpoint { get; init; }
    public required string Input { get; init; }

    /// <summary>Scheme and host the submitter used: URLs in a webhook's payload are built on it.</summary>
    public required string Origin { get; init; }
    public string Prompt { get; init; } = "";
    public string? Webhook { get; init; }
    public bool LowPriority { get; init; }
    public bool KeepPayload { get; init; } = true;
    public long? StartByMs { get; init; }
    public long SubmittedMs { get; init; }
    public long? StartedMs { get; init; }
    public long? EndedMs { get; init; }

    /// <summary>How long it means to take once started.</summary>
    public long PlannedMs { get; init; }
    public JobState State { get; init; }
    public int Code { get; init; }

    /// <summary>The answer's body; file URLs in it start with <see cref="Files.Origin"/>.</summary>
    public string? Output { get; init; }
    public string? Error { get; init; }
    public string? ErrorType { get; init; }
    public decimal? Units { get; init; }
    public decimal? UnitPrice { get; init; }

    /// <summary>Faults bound to this job, as directives.</summary>
    public string Faults { get; init; } = "";
    public HookState Hook { get; init; }
    public int HookTries { get; init; }

    public string App => Catalogue.AppOf(Endpoint);

    public JsonObject InputJson => JsonNode.Parse(Input) as JsonObject ?? [];

    public double? InferenceSeconds => EndedMs is { } end && StartedMs is { } start && Code == 200 ? (end - start) / 1000.0 : null;

    public IEnumerable<Directive> Directives => Directive.ParseAll(Faults);

    public bool Suffers(string kind) => Faults.Length > 0 && Directives.Any(d => d.Kind == kind);
}
