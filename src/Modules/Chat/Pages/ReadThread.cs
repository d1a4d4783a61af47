using System.Globalization;
using OmniHub.Contracts.Accounts;
using OmniHub.Contracts.Catalog;
using OmniHub.Kernel;

namespace OmniHub.Chat;

/// <summary>Reads what the chat page shows of a conversation: a window of messages, however many there are.</summary>
internal sealed class ReadThread(ChatDb db, ReadConversations read, ReadComposer composer, ICatalog catalog, IWorkspaces workspaces)
{
    /// <summary>Messages that are shown at once; earlier ones come when one scrolls up to them.</summary>
    private const int WindowMax = 24;

    /// <summary>A new conversation, before its first message.</summary>
    public async Task<ThreadView> NewAsync(Draft draft, CancellationToken ct) =>
        new(new(null, Titles.New, Micros.Zero, false, true), [], null, false, await composer.OfAsync(null, [], draft, false, true, ct));

    /// <param name="me">Who looks.</param>
    /// <param name="id">The conversation.</param>
    /// <param name="ct">Ends with the request.</param>
    /// <param name="draft">What is written already.</param>
    /// <param name="at">A message that shall be in the window.</param>
    public async Task<ThreadView?> OfAsync(ICurrentUser me, string id, CancellationToken ct, Draft? draft = null, string? at = null)
    {
        if (await read.RowAsync(id, me.Id, ct) is not { } row) return null;
        var mayChange = await workspaces.SpendAsync(me.Id, me.KeyId, row.WorkspaceId, ct) is SpendingPlace.Allowed;
        var thread = await Thread.OfAsync(db, id, ct);
        var path = thread.PathThrough(row.LeafId, at);
        var place = path.ToList().FindIndex(n => n.Id == at);
        var end = place < 0 ? path.Count : Math.Min(path.Count, place + (WindowMax / 2));
        var (turns, earlier) = await TurnsAsync(thread, path, end, mayChange, ct);
        var isRunning = path.Count > 0 && thread.AskedTogether(path[^1]).Any(n => n.Status == MessageStatus.Streaming);
        return new(
            new(row.Id, row.Title, row.Credits, row.Pinned, mayChange), turns, earlier, end < path.Count,
            await composer.OfAsync(row, path, draft ?? Draft.None, isRunning, mayChange, ct));
    }

    /// <summary>Messages above one that is there.</summary>
    public async Task<EarlierView?> EarlierAsync(ICurrentUser me, string id, string before, CancellationToken ct)
    {
        if (await read.RowAsync(id, me.Id, ct) is not { } row) return null;
        var mayChange = await workspaces.SpendAsync(me.Id, me.KeyId, row.WorkspaceId, ct) is SpendingPlace.Allowed;
        var thread = await Thread.OfAsync(db, id, ct);
        var path = thread.PathThrough(row.LeafId, before);
        var (turns, earlier) = await TurnsAsync(thread, path, Math.Max(0, path.ToList().FindIndex(n => n.Id == before)), mayChange, ct);
        return new(id, turns, earlier);
    }

    /// <summary>One answer as it stands, what its conversation cost so far, and what the next message may.</summary>
    public async Task<EndedView?> AnswerAsync(string id, string userId, CancellationToken ct)
    {
        if (await read.MessageAsync(id, userId, ct) is not { } message || await read.RowAsync(message.ConversationId, userId, ct) is not { } row) return null;
        var mayChange = await workspaces.SpendAsync(userId, null, row.WorkspaceId, ct) is SpendingPlace.Allowed;
        var thread = await Thread.OfAsync(db, row.Id, ct);
        var (path, node) = (thread.PathTo(row.LeafId), thread.Find(id)!);
        if (!IsOpenTurn(path, node)) path = thread.PathThrough(row.LeafId, id);
        var together = IsOpenTurn(path, node) ? thread.AskedTogether(node) : [node];
        var bubbles = await BubblesAsync(thread, path, together, mayChange, ct);
        var isRunning = thread.AskedTogether(node).Any(n => n.Status == MessageStatus.Streaming);
        return new(bubbles.First(b => b.Id == id), row.Id, row.Credits, await composer.GoAsync(row, path, Draft.None, isRunning, ct))
        {
            Beside = message.Status == MessageStatus.Failed ? [.. bubbles.Where(b => b.Id != id && !b.IsRunning)] : [],
        };
    }

    /// <summary>What the next message may cost with this draft.</summary>
    public async Task<GoView?> EstimateAsync(string? id, string? parentId, Draft draft, string userId, CancellationToken ct)
    {
        if (string.IsNullOrEmpty(id)) return await composer.GoAsync(null, [], draft, false, ct);
        if (await read.RowAsync(id, userId, ct) is not { } row) return null;
        var thread = await Thread.OfAsync(db, id, ct);
        return await composer.GoAsync(row, thread.PathTo(thread.Find(parentId)?.Id ?? row.LeafId), draft, false, ct);
    }

    /// <summary>Turns of messages that somebody else may read, without figures.</summary>
    public async Task<IReadOnlyList<TurnView>> SharedAsync(IReadOnlyList<Message> messages, CancellationToken ct)
    {
        var turns = new List<TurnView>();
        foreach (var view in await read.ShowAsync(messages, ct))
        {
            var bubble = Show(view, (await PriceOfAsync(view.ModelId, ct)).Name, false);
            turns.Add(new([bubble with { Credits = null, PromptTokens = null, Seconds = null }]));
        }

        return turns;
    }

    private async Task<(IReadOnlyList<TurnView> Turns, string? Earlier)> TurnsAsync(
        Thread thread, IReadOnlyList<ThreadNode> path, int end, bool mayChange, CancellationToken ct)
    {
        var from = Math.Max(0, end - WindowMax);
        var nodes = path.Skip(from).Take(end - from).Select(n => IsOpenTurn(path, n) ? thread.AskedTogether(n) : [n]).ToList();
        var bubbles = (await BubblesAsync(thread, path, [.. nodes.SelectMany(n => n)], mayChange, ct)).ToDictionary(b => b.Id, StringComparer.Ordinal);
        return ([.. nodes.Select(turn => new TurnView([.. turn.Select(n => bubbles[n.Id])]))], from > 0 ? path[from].Id : null);
    }

    // Models that were asked together stand side by side, as long as nobody went on with one of them.
    private static bool IsOpenTurn(IReadOnlyList<ThreadNode> path, ThreadNode node) =>
        node.Role == MessageRole.Assistant && path.Count > 0 && node.ParentId == path[^1].ParentId && node.Id[..^1] == path[^1].Id[..^1];

    private async Task<IReadOnlyList<BubbleView>> BubblesAsync(
        Thread thread, IReadOnlyList<ThreadNode> path, IReadOnlyList<ThreadNode> nodes, bool mayChange, CancellationToken ct)
    {
        var rows = await read.MessagesAsync([.. nodes.Select(n => n.Id)], ct);
        var models = path.Where(n => n.ModelId is not null).Select(n => n.ModelId!).Distinct(StringComparer.Ordinal).ToList();
        var bubbles = new List<BubbleView>(rows.Count);
        foreach (var (i, view) in (await read.ShowAsync(rows, ct)).Index())
        {
            var node = thread.Find(view.Id)!;
            var siblings = thread.SiblingsOf(node);
            var place = siblings.ToList().FindIndex(s => s.Id == view.Id);
            var together = IsOpenTurn(path, node) ? thread.AskedTogether(node) : [node];
            var slot = together.Count > 1 ? together.ToList().FindIndex(n => n.Id == view.Id) : Math.Max(0, models.IndexOf(view.ModelId ?? "")) % AskAnswer.ModelsMax;
            bubbles.Add(Show(view, (await PriceOfAsync(view.ModelId, ct)).Name, mayChange) with
            {
                Lane = view.Role == MessageRole.Assistant ? (char)('A' + slot) : null,
                IsOneOfSeveral = together.Count > 1,
                IsNext = together.Count > 1 && path[^1].Id == view.Id,
                Seconds = rows[i].EndedAt is { } ended ? $"{(ended - rows[i].CreatedAt).TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture)} s" : null,
                Place = place + 1,
                Places = siblings.Count,
                Before = place > 0 ? thread.LeafOf(siblings[place - 1].Id) : null,
                After = place + 1 < siblings.Count ? thread.LeafOf(siblings[place + 1].Id) : null,
                SwitchedTo = await SwitchedAsync(path, node, ct),
            });
        }

        return bubbles;
    }

    // Told above the message that the new model answers.
    private async Task<ModelPrice?> SwitchedAsync(IReadOnlyList<ThreadNode> path, ThreadNode node, CancellationToken ct)
    {
        if (node.Role != MessageRole.User) return null;
        var at = path.ToList().FindIndex(n => n.Id == node.Id);
        var before = path.Take(Math.Max(0, at)).LastOrDefault(n => n.ModelId is not null)?.ModelId;
        var next = at >= 0 && at + 1 < path.Count ? path[at + 1].ModelId : null;
        return before is null || next is null || before == next ? null : await PriceOfAsync(next, ct);
    }

    private static BubbleView Show(MessageView m, string name, bool mayChange) => new(
        m.Id, m.Role == MessageRole.User, name, null, false, false, m.Status, m.Content, m.Reasoning,
        m.Role == MessageRole.User ? [RenderMarkdown.Html(m.Content, keepsLines: true)] : [.. MarkdownBlocks.Of(m.Content).Select(block => RenderMarkdown.Html(block))],
        m.Credits, m.Estimated, m.PromptTokens, m.CompletionTokens, null, m.Error, m.Attachments, 1, 1, null, null, mayChange, m.Sandbox == true);

    private async ValueTask<ModelPrice> PriceOfAsync(string? modelId, CancellationToken ct) =>
        modelId is null ? new("Unknown model", null, null)
        : await catalog.FindPastAsync(modelId, ct) is { } model
            ? new(model.Name, model.Pricing.GetValueOrDefault("promptPer1M"), model.Pricing.GetValueOrDefault("completionPer1M"))
        : new(modelId, null, null);
}

/// <summary>What a model is called and costs for a million tokens.</summary>
internal sealed record ModelPrice(string Name, Micros? Prompt, Micros? Completion);
