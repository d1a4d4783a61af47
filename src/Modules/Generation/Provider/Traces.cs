using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace OmniHub.Generation;

/// <summary>Spans and counts of generations. A generation is one trace, whoever works on it and after whichever restart.</summary>
internal static class Traces
{
    private const string Name = "OmniHub.Generation";
    private static readonly ActivitySource Source = new(Name);
    private static readonly Meter Meter = new(Name);

    private static readonly Counter<long> Count =
        Meter.CreateCounter<long>("omnihub.generations.ended", null, "Generations that ended, by type and status");

    private static readonly Histogram<double> Duration =
        Meter.CreateHistogram<double>("omnihub.generation.duration", "s", "From the request to the stored and settled result");

    /// <summary>The present request, to keep with a row.</summary>
    public static string? Here => Activity.Current is { IdFormat: ActivityIdFormat.W3C } here ? here.Id : null;

    /// <summary>A step of a generation: below the present step where that belongs to it, else below the request that made it.</summary>
    public static Activity? Begin(string step, GenerationRow row)
    {
        if (!Source.HasListeners()) return null;
        _ = ActivityContext.TryParse(row.Trace, null, isRemote: true, out var origin);
        var span = Activity.Current is { } here && here.TraceId == origin.TraceId
            ? Source.StartActivity(step)
            : Source.StartActivity(step, ActivityKind.Internal, origin);
        return span?.SetTag("omnihub.generation", row.Id).SetTag("omnihub.model", row.ModelId).SetTag("omnihub.request", row.RequestId);
    }

    public static void Ended(GenerationRow row, Stage outcome, DateTimeOffset now)
    {
        var tags = new TagList { { "type", row.Type.ToString().ToLowerInvariant() }, { "status", outcome.ToString().ToLowerInvariant() } };
        Count.Add(1, tags);
        Duration.Record((now - row.CreatedAt).TotalSeconds, tags);
    }
}
