using System.Globalization;
using System.Text;
using OmniHub.Contracts.Accounts;
using OmniHub.Contracts.Catalog;
using OmniHub.Kernel;

namespace OmniHub.Chat;

/// <summary>Reads what the chat page shows.</summary>
internal sealed class ReadThread(
    ChatDb db, ReadConversations read, FindMessages find, ICatalog catalog, IWorkspaces workspaces, IProjects projects, TimeProvider clock)
{
    private const int WindowTurns = 24;
    private const int SidebarMax = 60;
    private const int FoundMax = 10;

    public async Task<SidebarView> SidebarAsync(ICurrentUser me, string? currentId, string? q, CancellationToken ct, bool isSheet = false)
    {
        var text = q?.Trim() ?? "";
        var rows = (await read.ListAsync(new(Q: text.Length > 0 ? text : null), me.Id, null, SidebarMax, ct)).Take(SidebarMax).ToList();
        var pinned = await read.ListAsync(new(Pinned: true, Q: text.Length > 0 ? text : null), me.Id, null, SidebarMax, ct);
        var today = clock.GetUtcNow().UtcDateTime.Date;
        var groups = new List<(string, IReadOnlyList<ConversationLink>)>();
        Add("Pinned", pinned);
        Add("Today", rows.Where(c => !c.Pinned && c.UpdatedAt.UtcDateTime >= today));
        Add("Last 7 days", rows.Where(c => !c.Pinned && c.UpdatedAt.UtcDateTime < today && c.UpdatedAt.UtcDateTime >= today.AddDays(-7)));
        Add("Earlier", rows.Where(c => !c.Pinned && c.UpdatedAt.UtcDateTime < today.AddDays(-7)));
        var found = text.Length > 1 ? (await find.FindAsync(text, me.Id, null, FoundMax, ct)).Take(FoundMax).ToList() : [];
        return new(groups, text, found, isSheet);

        void Add(string name, IEnumerable<Conversation> some)
        {
            List<ConversationLink> links = [.. some.Select(c => new ConversationLink(c.Id, c.Title, c.Credits, c.Pinned, c.Id == currentId))];
            if (links.Count > 0) groups.Add((name, links));
        }
    }

    /// <summary>A new conversation, before its first message.</summary>
    public async Task<ThreadView> NewAsync(string? text, IReadOnlyList<string> models, Refusal? no, CancellationToken ct) => new(
        null, Titles.New, Micros.Zero, false, false, [], null, await ComposerAsync(null, text ?? "", models, 0, 0, null, no, true, ct), "", null, null, [], null, true);

    public async Task<ThreadView?> OfAsync(ICurrentUser me, string id, CancellationToken ct, string? text = null, Refusal? no = null, IReadOnlyList<string>? models = null)
    {
        if (await read.RowAsync(id, me.Id, ct) is not { } row) return null;
        var mayChange = await workspaces.SpendAsync(me.Id, me.KeyId, row.WorkspaceId, ct) is SpendingPlace.Allowed;
        var thread = await Thread.OfAsync(db, id, ct);
        var path = thread.PathTo(row.LeafId);
        var (turns, earlier) = await TurnsAsync(thread, path, null, mayChange, ct);
        var last = turns.Count > 0 ? turns[^1].Bubbles : [];
        var running = last.FirstOrDefault(b => b.IsRunning)?.Id;
        var bytes = turns.Sum(t => (long)Encoding.UTF8.GetByteCount(t.Bubbles[0].Text)) + Encoding.UTF8.GetByteCount(row.SystemPrompt ?? "");
        var chosen = models is { Count: > 0 } ? models : [row.ModelId];
        var composer = await ComposerAsync(row, text ?? "", chosen, bytes, path.Count + 1, running, no, mayChange, ct);
        return new(
            row.Id, row.Title, row.Credits, row.Pinned, row.ShareHash is not null, turns, earlier, composer, row.SystemPrompt ?? "", row.TemperatureMilli / 1000m,
            row.MaxTokens, await projects.ListAsync(me.Id, row.WorkspaceId, ct), row.ProjectId, mayChange);
    }

    /// <summary>Messages above one that is there.</summary>
    public async Task<EarlierView?> EarlierAsync(ICurrentUser me, string id, string before, CancellationToken ct)
    {
        if (await read.RowAsync(id, me.Id, ct) is not { } row) return null;
        var thread = await Thread.OfAsync(db, id, ct);
        var (turns, earlier) = await TurnsAsync(thread, thread.PathTo(row.LeafId), before, true, ct);
        return new(id, turns, earlier);
    }

    /// <summary>One message as it stands.</summary>
    public async Task<BubbleView?> BubbleAsync(string id, string userId, CancellationToken ct)
    {
        if (await read.MessageAsync(id, userId, ct) is not { } row) return null;
        var thread = await Thread.OfAsync(db, row.ConversationId, ct);
        var node = thread.Find(id)!;
        var bubbles = await BubblesAsync(thread, thread.LeafOf(id) == id ? AskedTogether(thread, node) : [node], null, true, ct);
        return bubbles.First(b => b.Id == id);
    }

    /// <summary>The same with what the conversation cost.</summary>
    public async Task<EndedView?> EndedAsync(string id, string userId, CancellationToken ct) =>
        await read.MessageAsync(id, userId, ct) is { } row && await BubbleAsync(id, userId, ct) is { } bubble
            && await read.RowAsync(row.ConversationId, userId, ct) is { } conversation ? new(bubble, conversation.Credits) : null;

    // Their ids differ in the last letter only.
    private static List<ThreadNode> AskedTogether(Thread thread, ThreadNode node) => [.. thread.SiblingsOf(node).Where(s => s.Id[..^1] == node.Id[..^1])];

    /// <summary>Turns of messages that somebody else may read, without figures.</summary>
    public async Task<IReadOnlyList<TurnView>> SharedAsync(IReadOnlyList<Message> messages, CancellationToken ct)
    {
        var turns = new List<TurnView>();
        foreach (var view in await read.ShowAsync(messages, ct))
            turns.Add(new([Show(view, await NameOfAsync(view.ModelId, ct), null, null, 1, 1, null, null, null, false) with { Credits = null, PromptTokens = null }]));
        return turns;
    }

    private async Task<(IReadOnlyList<TurnView> Turns, string? Earlier)> TurnsAsync(
        Thread thread, IReadOnlyList<ThreadNode> path, string? before, bool mayChange, CancellationToken ct)
    {
        var end = before is null ? path.Count : Math.Max(0, path.ToList().FindIndex(n => n.Id == before));
        var from = Math.Max(0, end - WindowTurns);
        var turns = new List<TurnView>();
        string? model = null;
        foreach (var node in path.Skip(from).Take(end - from))
        {
            // Models that were asked together stand side by side, as long as nobody went on with one of them.
            var together = node.Role == MessageRole.Assistant && node.Id == path[^1].Id ? AskedTogether(thread, node) : [node];
            var bubbles = await BubblesAsync(thread, together, model, mayChange, ct);
            if (node.Role == MessageRole.Assistant) model = bubbles[0].ModelName;
            turns.Add(new(bubbles));
        }

        return (turns, from > 0 ? path[from].Id : null);
    }

    private async Task<IReadOnlyList<BubbleView>> BubblesAsync(
        Thread thread, List<ThreadNode> nodes, string? modelBefore, bool mayChange, CancellationToken ct)
    {
        var rows = await read.MessagesAsync([.. nodes.Select(n => n.Id)], ct);
        var views = await read.ShowAsync(rows, ct);
        var bubbles = new List<BubbleView>(views.Count);
        foreach (var (i, view) in views.Index())
        {
            var node = thread.Find(view.Id)!;
            var siblings = thread.SiblingsOf(node);
            var place = siblings.ToList().FindIndex(s => s.Id == view.Id);
            var name = await NameOfAsync(view.ModelId, ct);
            var switched = modelBefore is not null && view.Role == MessageRole.Assistant && name != modelBefore && nodes.Count == 1 ? name : null;
            var seconds = rows[i].EndedAt is { } ended ? $"{(ended - rows[i].CreatedAt).TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture)} s" : null;
            bubbles.Add(Show(
                view, name, nodes.Count > 1 ? (char)('A' + i) : null, seconds, place + 1, siblings.Count,
                place > 0 ? thread.LeafOf(siblings[place - 1].Id) : null, place + 1 < siblings.Count ? thread.LeafOf(siblings[place + 1].Id) : null, switched, mayChange));
        }

        return bubbles;
    }

    private static BubbleView Show(
        MessageView m, string name, char? lane, string? seconds, int place, int places, string? before, string? after, string? switched, bool mayChange) => new(
        m.Id, m.Role == MessageRole.User, name, lane, m.Status, m.Content, m.Reasoning, [.. MarkdownBlocks.Of(m.Content).Select(RenderMarkdown.Html)], m.Credits,
        m.Estimated, m.PromptTokens, m.CompletionTokens, seconds, m.Error, m.Attachments, place, places, before, after, switched, mayChange, m.Sandbox == true);

    private async ValueTask<string> NameOfAsync(string? modelId, CancellationToken ct) =>
        modelId is null ? "You" : (await catalog.FindPastAsync(modelId, ct))?.Name ?? modelId;

    private async Task<ComposerView> ComposerAsync(
        Conversation? row, string text, IReadOnlyList<string> chosen, long bytes, int messages, string? running, Refusal? no, bool mayWrite, CancellationToken ct)
    {
        var all = await catalog.ListAsync(Medium.Chat, ct);
        var picked = chosen.Where(id => all.Any(m => m.Id == id)).ToList();
        if (picked.Count == 0 && all.Count > 0) picked = [all[0].Id];
        var most = Micros.Zero;
        foreach (var model in all.Where(m => picked.Contains(m.Id)))
        {
            var tokens = Math.Min(row?.MaxTokens ?? ChatSpend.MaxTokensDefault, model.OutputTokensMax ?? model.ContextLength ?? int.MaxValue);
            most += ChatSpend.MostOf(catalog.TermsOf(model), ChatSpend.TokensOf(bytes + Encoding.UTF8.GetByteCount(text), messages, 0), tokens);
        }

        var choices = all.Select(m => new ChatModelChoice(
            m.Id, m.Name, m.Family, m.Pricing.GetValueOrDefault("promptPer1M"), m.Pricing.GetValueOrDefault("completionPer1M"), m.Featured, picked.Contains(m.Id),
            m.Capabilities.Contains("vision"))).ToList();
        return new(row?.Id, text, choices, most, running, Id.New("op"), no, mayWrite);
    }
}
