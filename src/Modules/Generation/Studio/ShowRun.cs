using Microsoft.AspNetCore.Http;
using OmniHub.Contracts.Accounts;
using OmniHub.Contracts.Catalog;
using OmniHub.Kernel;
using OmniHub.Ui;

namespace OmniHub.Generation;

/// <summary>GET /compare/{id}, GET /g/{id}, and GET /create/view/{id} (the same in a dialog).</summary>
internal static class ShowRun
{
    public static async Task<IResult> HandleComparison(string id, string? a, string? b, ICurrentUser me, ReadGenerations read, CancellationToken ct)
    {
        if (await read.ComparisonAsync(id, me.Id, ct) is not { } c) return (Reply)Refusal.NotFound();
        var view = new CompareView(Tiles.Of(id, c.Prompt, c.Generations, c.WinnerId), WipeOf(id, c, a, b), [.. c.Generations.Select(DetailView.Of)]);
        return new PageView("/Generation/Studio/ComparePage.cshtml", view, "Compare");
    }

    public static async Task<IResult> HandleGeneration(string id, ICurrentUser me, ReadGenerations read, IProjects projects, CancellationToken ct) =>
        await read.FindAsync(id, me.Id, ct) is { } g
            ? new PageView("/Generation/Studio/GenerationPage.cshtml", ResultView.Of(g, await projects.ListAsync(me.Id, g.WorkspaceId, ct)), g.ModelName)
            : (Reply)Refusal.NotFound();

    public static async Task<IResult> HandleView(string id, ICurrentUser me, ReadGenerations read, IProjects projects, CancellationToken ct) =>
        await read.FindAsync(id, me.Id, ct) is { } g
            ? Reply.Of(g).Fragment("/Generation/Studio/Viewer.cshtml", ResultView.Of(g, await projects.ListAsync(me.Id, g.WorkspaceId, ct))).Redirect($"/g/{id}")
            : (Reply)Refusal.NotFound();

    /// <summary>The two pictures to slide over each other: those asked for, else the first two that are there.</summary>
    private static WipeView? WipeOf(string id, ComparisonView c, string? a, string? b)
    {
        var pictures = c.Generations.Where(g => g.Type == Medium.Image && g.Results.Count > 0).ToList();
        if (pictures.Count < 2) return null;
        var left = pictures.Find(g => g.Id == a) ?? pictures[0];
        var right = pictures.Find(g => g.Id == b && g != left) ?? pictures.First(g => g != left);
        return new WipeView(id, Tiles.Of(left, null), Tiles.Of(right, null), [.. pictures.Select(g => Tiles.Of(g, null))]);
    }
}
