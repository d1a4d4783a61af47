using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Threading.Channels;
using OmniHub.Kernel;

namespace OmniHub.Chat;

/// <summary>Answers as server-sent events for programs: the contract of the API.</summary>
internal static class AnswerStream
{
    /// <summary>One answer, or several at once: then every event says of which it is.</summary>
    public static EventStream Of(AnswerFeed feed, string userMessageId, IReadOnlyList<string> ids, AnswerPlace from, CancellationToken ct) =>
        new(ids.Count == 1 ? OneAsync(feed, userMessageId, ids[0], false, from, ct) : SeveralAsync(feed, userMessageId, ids, ct));

    private static async IAsyncEnumerable<SseItem<string>> OneAsync(
        AnswerFeed feed, string userMessageId, string id, bool isOneOfSeveral, AnswerPlace from, [EnumeratorCancellation] CancellationToken ct)
    {
        await foreach (var step in feed.FollowAsync(id, from, ct))
        {
            yield return new SseItem<string>(JsonSerializer.Serialize(Data(step, userMessageId, isOneOfSeveral), Json.Options), NameOf(step.Kind))
            {
                EventId = isOneOfSeveral ? $"{id}:{step.Place}" : step.Place.ToString(),
            };
        }
    }

    // A slow or failed one keeps none of the others waiting.
    private static async IAsyncEnumerable<SseItem<string>> SeveralAsync(
        AnswerFeed feed, string userMessageId, IReadOnlyList<string> ids, [EnumeratorCancellation] CancellationToken ct)
    {
        var merged = Channel.CreateBounded<SseItem<string>>(64);
        var readers = ids.Select(async id =>
        {
            await foreach (var item in OneAsync(feed, userMessageId, id, true, default, ct)) await merged.Writer.WriteAsync(item, ct);
        }).ToList();
        _ = Task.WhenAll(readers).ContinueWith(all => merged.Writer.TryComplete(all.Exception?.InnerException), TaskScheduler.Default);
        await foreach (var item in merged.Reader.ReadAllAsync(ct)) yield return item;
    }

    private static string NameOf(AnswerEventKind kind) => JsonNamingPolicy.CamelCase.ConvertName(kind.ToString());

    private static Dictionary<string, object?> Data(AnswerEvent step, string userMessageId, bool isOneOfSeveral)
    {
        var m = step.Message;
        var data = new Dictionary<string, object?>();
        if (isOneOfSeveral || step.Kind is AnswerEventKind.Start or AnswerEventKind.Done) data["messageId"] = m.Id;
        switch (step.Kind)
        {
            case AnswerEventKind.Start:
                data["userMessageId"] = userMessageId;
                data["modelId"] = m.ModelId;
                break;
            case AnswerEventKind.Reasoning or AnswerEventKind.Content:
                data["delta"] = step.Text;
                break;
            case AnswerEventKind.Usage:
                data["promptTokens"] = m.PromptTokens;
                data["completionTokens"] = m.CompletionTokens;
                data["credits"] = new Micros(m.ChargedMicros ?? 0);
                if (m.IsEstimated) data["estimated"] = true;
                break;
            case AnswerEventKind.Done:
                data["finishReason"] = m.FinishReason ?? "stop";
                break;
            default:
                data["code"] = m.ErrorCode;
                data["error"] = m.ErrorMessage;
                break;
        }

        return data;
    }
}
