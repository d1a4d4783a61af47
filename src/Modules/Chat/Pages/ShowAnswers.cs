using OmniHub.Kernel;

namespace OmniHub.Chat;

/// <summary>
/// Shows an answer in the open pages of its owner while it is written: finished blocks once, the last one at most twelve times a second. What
/// a page misses it fetches by itself.
/// </summary>
internal sealed class ShowAnswers(ILive pages, IViews views, LiveAnswers live, ReadThread read) : IHandle<AnswerBegan>
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(90);
    private static readonly TimeSpan SignalMax = TimeSpan.FromSeconds(2);

    public async Task HandleAsync(AnswerBegan happened, CancellationToken ct)
    {
        var (finished, placed, last, reasoning) = (0, 0, "", "");
        while (live.Find(happened.MessageId) is { } running)
        {
            var changed = running.Changed;
            if (pages.IsWatching(happened.UserId))
            {
                var (why, text) = running.After(0, 0);
                var blocks = MarkdownBlocks.Of(text);
                var some = new List<(int, string)>();
                for (var i = finished; i < blocks.Count; i++)
                {
                    if (i == blocks.Count - 1 && blocks[i] == last && i < placed) break;
                    some.Add((i, RenderMarkdown.Html(blocks[i])));
                }

                var html = "";
                // The page has a place for the first block; each further one needs its own before it is filled.
                if (blocks.Count > placed + 1)
                    html = await views.RenderAsync("/Chat/Pages/PlacePartial.cshtml", new LiveAnswerView(happened.MessageId, [.. Enumerable.Range(placed + 1, blocks.Count - placed - 1).Select(i => (i, ""))], ""));
                if (some.Count > 0 || why.Length > reasoning.Length)
                    pages.Send(happened.UserId, html + await views.RenderAsync("/Chat/Pages/LivePartial.cshtml", new LiveAnswerView(happened.MessageId, some, why.Length > reasoning.Length ? why : "")));
                (finished, placed, last, reasoning) = (Math.Max(0, blocks.Count - 1), Math.Max(placed, blocks.Count - 1), blocks.Count > 0 ? blocks[^1] : "", why);
            }

            await Task.WhenAny(changed, Task.Delay(SignalMax, ct));
            await Task.Delay(Pause, ct);
        }

        if (pages.IsWatching(happened.UserId) && await read.EndedAsync(happened.MessageId, happened.UserId, ct) is { } ended)
            pages.Send(happened.UserId, await views.RenderAsync("/Chat/Pages/BubblePartial.cshtml", ended));
    }
}

/// <summary>Hint: an answer is being written by this process.</summary>
internal sealed record AnswerBegan(string MessageId, string UserId);
