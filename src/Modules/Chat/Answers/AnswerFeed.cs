using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace OmniHub.Chat;

/// <summary>Where a reader of an answer is: characters of reasoning and of text that it has, and whether it knows the end.</summary>
internal readonly record struct AnswerPlace(int Reasoning, int Content, bool HasUsage, bool HasEnd)
{
    /// <summary>Reads <c>12.340</c>, <c>12.340.u</c>, <c>12.340.e</c>, with or without a message id and a colon before it; anything else is the start.</summary>
    public static AnswerPlace Parse(string? text)
    {
        var parts = (text ?? "")[((text ?? "").LastIndexOf(':') + 1)..].Split('.');
        return parts.Length is 2 or 3 && int.TryParse(parts[0], out var reasoning) && int.TryParse(parts[1], out var content)
            && reasoning >= 0 && content >= 0
                ? new(reasoning, content, parts is [_, _, "u" or "e"], parts is [_, _, "e"])
                : default;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Reasoning}.{Content}{(HasEnd ? ".e" : HasUsage ? ".u" : "")}";
}

/// <summary>What happened in an answer.</summary>
internal enum AnswerEventKind
{
    Start,
    Reasoning,
    Content,
    Usage,
    Done,
    Error,
}

/// <summary>One step of an answer, and where a reader is after it.</summary>
/// <param name="Message">As it stands; its text is not filled in while it streams.</param>
/// <param name="Kind">What happened.</param>
/// <param name="Text">New text, of <see cref="AnswerEventKind.Reasoning"/> and <see cref="AnswerEventKind.Content"/>.</param>
/// <param name="Place">Sent as the event's id.</param>
internal sealed record AnswerEvent(Message Message, AnswerEventKind Kind, string Text, AnswerPlace Place);

/// <summary>Follows an answer from any place: what is stored at once, then what comes, to its end. On any node, during and after it.</summary>
internal sealed class AnswerFeed(IServiceScopeFactory scopes, LiveAnswers live)
{
    /// <summary>Answers of other nodes are looked at this often.</summary>
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(250);

    /// <summary>Our own answers signal; this only bounds a lost signal.</summary>
    private static readonly TimeSpan SignalMax = TimeSpan.FromSeconds(2);

    public async IAsyncEnumerable<AnswerEvent> FollowAsync(string messageId, AnswerPlace from, [EnumeratorCancellation] CancellationToken ct)
    {
        if (from.HasEnd) yield break;
        var place = from;
        var isFirst = place == default;
        while (true)
        {
            var running = live.Find(messageId);
            var changed = running?.Changed;
            var message = await ReadAsync(messageId, ct);
            if (message is null) yield break;
            if (isFirst) yield return new(message, AnswerEventKind.Start, "", place);
            isFirst = false;
            while (true)
            {
                var isEnded = message.Status != MessageStatus.Streaming;
                var (reasoning, content) = isEnded ? (Rest(message.Reasoning, place.Reasoning), Rest(message.Content, place.Content))
                    : running is not null ? running.After(place.Reasoning, place.Content)
                    : await PartsAsync(messageId, place, ct);
                if (reasoning.Length > 0)
                {
                    place = place with { Reasoning = place.Reasoning + reasoning.Length };
                    yield return new(message, AnswerEventKind.Reasoning, reasoning, place);
                }

                if (content.Length > 0)
                {
                    place = place with { Content = place.Content + content.Length };
                    yield return new(message, AnswerEventKind.Content, content, place);
                }

                if (isEnded || running is null) break;
                await Task.WhenAny(changed!, Task.Delay(SignalMax, ct));
                ct.ThrowIfCancellationRequested();
                // Ended in the meantime: the row tells the rest.
                if (live.Find(messageId) is null) break;
                changed = running.Changed;
            }

            if (message.Status != MessageStatus.Streaming)
            {
                if (!place.HasUsage && message.PromptTokens is not null)
                    yield return new(message, AnswerEventKind.Usage, "", place = place with { HasUsage = true });
                yield return new(
                    message, message.Status == MessageStatus.Failed ? AnswerEventKind.Error : AnswerEventKind.Done, "",
                    place with { HasUsage = true, HasEnd = true });
                yield break;
            }

            if (running is null) await Task.Delay(LookAgain, ct);
        }
    }

    private static string Rest(string text, int at) => at < text.Length ? text[at..] : "";

    private async Task<Message?> ReadAsync(string id, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<ChatDb>();
        return await db.Messages.AsNoTracking().FirstOrDefaultAsync(m => m.Id == id, ct);
    }

    private async Task<(string Reasoning, string Content)> PartsAsync(string id, AnswerPlace place, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<ChatDb>();
        var (reasoning, content) = await db.TextOfAsync(id, ct);
        return (Rest(reasoning, place.Reasoning), Rest(content, place.Content));
    }
}

/// <summary>What is stored of a running answer.</summary>
internal static class PartQueries
{
    public static async Task<(string Reasoning, string Content)> TextOfAsync(this ChatDb db, string messageId, CancellationToken ct)
    {
        var parts = await db.Parts.AsNoTracking().Where(p => p.MessageId == messageId).OrderBy(p => p.Seq).ToListAsync(ct);
        return (string.Concat(parts.Select(p => p.Reasoning)), string.Concat(parts.Select(p => p.Content)));
    }
}
