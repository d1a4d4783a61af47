using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using OmniHub.Kernel;

namespace OmniHub.Generation;

/// <summary>GET /api/generations/{id}/events: the generation now and at each change, until it has ended.</summary>
internal static class StreamGeneration
{
    /// <summary>Changes of other nodes, and of who may look, show within this.</summary>
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(2);

    public static async Task<IResult> Handle(
        string id, ICurrentUser me, ReadGenerations read, GenerationSignals signals, CancellationToken ct) =>
        await read.FindAsync(id, me.Id, ct) is null
            ? Reply.No(Refusal.NotFound())
            : new EventStream(FollowAsync(id, me.Id, read, signals, ct));

    private static async IAsyncEnumerable<SseItem<string>> FollowAsync(
        string id, string userId, ReadGenerations read, GenerationSignals signals, [EnumeratorCancellation] CancellationToken ct)
    {
        using var watch = signals.Of(id);
        string? last = null;
        while (await read.FindAsync(id, userId, ct) is { } view)
        {
            var json = JsonSerializer.Serialize(view, Json.Options);
            if (json != last) yield return new SseItem<string>(json, "status");
            last = json;
            if (!view.IsRunning) yield break;
            await watch.WaitAsync(LookAgain, ct);
        }
    }
}
