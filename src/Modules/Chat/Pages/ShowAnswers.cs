using OmniHub.Contracts.Catalog;
using OmniHub.Kernel;

namespace OmniHub.Chat;

/// <summary>
/// Shows an answer in the open pages of its owner while it is written: finished blocks once, the last one at most twelve times a second. All
/// that a page sees comes from here, in order; a page that missed something asks for the whole once more.
/// </summary>
internal sealed class ShowAnswers(ILive pages, IViews views, LiveAnswers live, ReadConversations rows, ReadThread read)
    : IHandle<AnswerBegan>, IHandle<AnswerSettled>
{
    /// <summary>With the time to render it, less than twelve times a second.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(90);

    private static readonly TimeSpan SignalMax = TimeSpan.FromSeconds(2);

    public async Task HandleAsync(AnswerBegan happened, CancellationToken ct)
    {
        if (await rows.MessageAsync(happened.MessageId, happened.UserId, ct) is not { } message) return;
        // A page that was open beside the one that asked does not have the question either.
        if (pages.IsWatching(happened.UserId))
            pages.Send(happened.UserId, await views.RenderAsync("/Chat/Pages/WentOnPartial.cshtml", new WentOnView(message.ConversationId, message.Id)));
        var shown = new ShownAnswer(message);
        var seen = TimeSpan.Zero;
        while (live.Find(happened.MessageId) is { } running)
        {
            var changed = running.Changed;
            if (pages.IsWatching(happened.UserId) && shown.Next(running) is { } news)
                pages.Send(happened.UserId, await views.RenderAsync("/Chat/Pages/LivePartial.cshtml", news));
            await Task.WhenAny(changed, Task.Delay(SignalMax, ct));
            await Task.Delay(Pause, ct);
            // Who was taken out of the workspace reads no further.
            if ((seen += Pause) < SignalMax) continue;
            seen = TimeSpan.Zero;
            if (await rows.MessageAsync(happened.MessageId, happened.UserId, ct) is null) return;
        }

        await ShowAsync(happened.MessageId, happened.UserId, ct);
    }

    public Task HandleAsync(AnswerSettled happened, CancellationToken ct) => ShowAsync(happened.MessageId, happened.UserId, ct);

    private async Task ShowAsync(string messageId, string userId, CancellationToken ct)
    {
        if (pages.IsWatching(userId) && await read.AnswerAsync(messageId, userId, ct) is { } ended)
            pages.Send(userId, await views.RenderAsync("/Chat/Pages/BubblePartial.cshtml", ended));
    }
}

/// <summary>What the pages have of an answer.</summary>
internal sealed class ShownAnswer(Message message)
{
    private readonly ChatTerms terms = message.TermsOf();
    private int finished, placed, length, reasoned;

    /// <summary>What they do not have; null where there is nothing new.</summary>
    public LiveAnswerView? Next(LiveAnswer running)
    {
        var isWhole = running.TakeWish();
        var (reasoning, text) = running.After(0, 0);
        if (!isWhole && text.Length == length && reasoning.Length == reasoned) return null;
        if (isWhole) (finished, placed, reasoned) = (0, 0, 0);
        var blocks = MarkdownBlocks.Of(text);
        var some = blocks.Skip(finished).Select((block, i) => (finished + i, RenderMarkdown.Html(block))).ToList();
        List<int> places = isWhole ? [] : [.. Enumerable.Range(placed + 1, Math.Max(0, blocks.Count - placed - 1))];
        var why = reasoning.Length > reasoned ? reasoning : "";
        (finished, placed, length, reasoned) = (Math.Max(0, blocks.Count - 1), Math.Max(placed, blocks.Count - 1), text.Length, reasoning.Length);
        var tokens = ChatSpend.TokensOf(System.Text.Encoding.UTF8.GetByteCount(text + reasoning), 0, 0);
        var soFar = new SoFarView(tokens, ChatSpend.Estimate(terms, message.SentTokens, text + reasoning).Credits);
        return new(message.Id, some, places, why, soFar, isWhole);
    }
}

/// <summary>Hint: an answer is being written by this process.</summary>
internal sealed record AnswerBegan(string MessageId, string UserId);

/// <summary>A conversation goes on with an answer that an open page may not have.</summary>
internal sealed record WentOnView(string ConversationId, string MessageId)
{
    public static WentOnView Sample => new("cnv_1", "msg_1");
}
