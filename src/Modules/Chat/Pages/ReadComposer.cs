using System.Text;
using Microsoft.EntityFrameworkCore;
using OmniHub.Contracts.Accounts;
using OmniHub.Contracts.Catalog;
using OmniHub.Kernel;

namespace OmniHub.Chat;

/// <summary>What somebody has written and chosen, but not sent.</summary>
internal sealed record Draft(string Text, IReadOnlyList<string> Models)
{
    public static Draft None => new("", []);

    public Refusal? No { get; init; }

    /// <summary>Where a new conversation goes; null leaves it to where one works.</summary>
    public string? WorkspaceId { get; init; }

    public string? ProjectId { get; init; }

    public int Images { get; init; }

    public StartSettings Start { get; init; } = StartSettings.None;
}

/// <summary>What a new conversation begins with, as it was typed.</summary>
internal sealed record StartSettings(string SystemPrompt, string Temperature, string MaxTokens)
{
    public static StartSettings None { get; } = new("", "", "");

    public bool IsSet => this != None;
}

/// <summary>The fields for them, in a form that has others; their ids begin with a prefix.</summary>
internal sealed record PromptFieldsView(string Prefix, StartSettings Values)
{
    public static PromptFieldsView Sample => new("set", new("Be brief.", "0.7", "500"));
}

/// <summary>Reads what the composer shows: the models, and the most that the next message costs with all that goes with it.</summary>
internal sealed class ReadComposer(ChatDb db, ICatalog catalog, IWorkspaces workspaces, IProjects projects, ICurrentUser me)
{
    private const int BatchSize = 100;

    /// <param name="row">The conversation; null before its first message.</param>
    /// <param name="path">The branch that the message follows.</param>
    /// <param name="draft">What is written.</param>
    /// <param name="isRunning">An answer is being written.</param>
    /// <param name="mayWrite">A viewer reads only.</param>
    /// <param name="ct">Ends with the request.</param>
    public async Task<ComposerView> OfAsync(Conversation? row, IReadOnlyList<ThreadNode> path, Draft draft, bool isRunning, bool mayWrite, CancellationToken ct)
    {
        var all = await catalog.ListAsync(Medium.Chat, ct);
        var chosen = draft.Models.Count > 0 || row is null ? draft.Models : [row.ModelId];
        var picked = Pick(all, chosen);
        var choices = all.Select(m => new ChatModelChoice(
            m.Id, m.Name, m.Family, m.Pricing.GetValueOrDefault("promptPer1M"), m.Pricing.GetValueOrDefault("completionPer1M"), m.Featured, picked.Contains(m),
            m.Capabilities.Contains("vision"))).ToList();
        var go = new GoView(row?.Id, await MostAsync(row, path, draft, picked, ct), isRunning) { HasModel = picked.Count > 0 };
        var open = row is null ? await projects.ListAsync(me.Id, null, ct) : [];
        var place = await PlaceAsync(row?.WorkspaceId ?? draft.WorkspaceId ?? open.FirstOrDefault(p => p.Id == draft.ProjectId)?.WorkspaceId, ct);
        return new(row?.Id, path.Count > 0 ? path[^1].Id : null, draft.ProjectId, draft.Text, choices, go, Id.New("op"), draft.No, mayWrite && place.MaySpend)
        {
            Closed = await ClosedAsync(all, chosen, picked, ct),
            Place = place,
            Start = draft.Start,
            Projects = [.. open.Where(p => p.WorkspaceId == place.Id)],
        };
    }

    /// <summary>Nobody is given another model without a word.</summary>
    private async Task<string?> ClosedAsync(IReadOnlyList<ModelCard> all, IReadOnlyList<string> chosen, List<ModelCard> picked, CancellationToken ct)
    {
        if (all.Count == 0) return "No chat model is open at the moment.";
        return await catalog.SayClosedAsync(all, chosen, ct) is { } closed ? $"{closed} The next message goes to {string.Join(", ", picked.Select(m => m.Name))}." : null;
    }

    // Whoever was removed from it a moment ago works where they are now.
    private async Task<WorkPlace> PlaceAsync(string? workspaceId, CancellationToken ct) =>
        await workspaces.PlaceAsync(me.Id, workspaceId, ct) ?? await workspaces.PlaceAsync(me.Id, null, ct)
        ?? throw new InvalidOperationException("Everybody has a workspace of their own.");

    /// <summary>Cost and button alone.</summary>
    public async Task<GoView> GoAsync(Conversation? row, IReadOnlyList<ThreadNode> path, Draft draft, bool isRunning, CancellationToken ct)
    {
        var picked = Pick(await catalog.ListAsync(Medium.Chat, ct), draft.Models.Count > 0 || row is null ? draft.Models : [row.ModelId]);
        return new(row?.Id, await MostAsync(row, path, draft, picked, ct), isRunning) { HasModel = picked.Count > 0 };
    }

    private static List<ModelCard> Pick(IReadOnlyList<ModelCard> all, IReadOnlyList<string> chosen)
    {
        List<ModelCard> picked = [.. all.Where(m => chosen.Contains(m.Id)).Take(AskAnswer.ModelsMax)];
        return picked.Count > 0 || all.Count == 0 ? picked : [all.FirstOrDefault(m => m.Featured) ?? all[0]];
    }

    // As much of the branch as the model with the most room would be sent.
    private async Task<Micros> MostAsync(Conversation? row, IReadOnlyList<ThreadNode> path, Draft draft, List<ModelCard> models, CancellationToken ct)
    {
        var room = models.Select(m => (long)(m.ContextLength ?? BuildContext.ContextUsual)).DefaultIfEmpty(0).Max() * ChatSpend.BytesOfToken;
        var (bytes, messages, images) = (Bytes(row?.SystemPrompt) + Bytes(draft.Text), 3, draft.Images);
        for (var end = path.Count; end > 0 && bytes < room; end -= BatchSize)
        {
            var ids = path.Skip(Math.Max(0, end - BatchSize)).Take(Math.Min(BatchSize, end)).Select(n => n.Id).ToList();
            foreach (var said in await db.Messages.AsNoTracking().Where(m => ids.Contains(m.Id)).Select(m => new { m.Content, m.Attachments }).ToListAsync(ct))
            {
                bytes += Bytes(said.Content);
                messages++;
                if (said.Attachments.Length > 2) images += said.Attachments.Split("\"image/").Length - 1;
            }
        }

        var most = Micros.Zero;
        foreach (var model in models)
        {
            var tokens = Math.Min(row?.MaxTokens ?? ChatSpend.MaxTokensDefault, model.OutputTokensMax ?? model.ContextLength ?? int.MaxValue);
            var sent = Math.Min(ChatSpend.TokensOf(bytes, messages, images), Math.Max(0, (model.ContextLength ?? BuildContext.ContextUsual) - tokens));
            most += ChatSpend.MostOf(catalog.TermsOf(model), sent, tokens);
        }

        return most;
    }

    private static long Bytes(string? text) => text is null ? 0 : Encoding.UTF8.GetByteCount(text);
}
