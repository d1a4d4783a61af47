using Microsoft.AspNetCore.Http;
using OmniHub.Contracts.Accounts;
using OmniHub.Contracts.Catalog;
using OmniHub.Kernel;
using OmniHub.Ui;

namespace OmniHub.Generation;

/// <summary>POST /create/runs: Generate was pressed. The same start as POST /api/generate, with each lane's own options.</summary>
internal static class StartRun
{
    public static async Task<Reply> Handle(
        Body<ComposerForm> body, HttpContext http, ICurrentUser me, ICatalog catalog, Compose compose, StartRuns start, ReadRuns runs, IWorkspaces workspaces,
        CancellationToken ct)
    {
        var form = body.Value;
        var all = await catalog.ListAsync(Compose.TypeOf(form), ct);
        var models = Compose.Choose(all, form);
        var draft = Draft.Of(catalog, models, form);
        var prompt = form.Prompt?.Trim() ?? "";
        var errors = StartGeneration.CheckPrompt(prompt) is { } wrong ? new Dictionary<string, string[]>(draft.Errors) { ["prompt"] = [wrong] } : draft.Errors;
        if (await compose.ClosedAsync(all, form, ct) is { } closed) return await RefuseAsync(Refusal.Invalid("models", closed));
        if (models.Count == 0) return await RefuseAsync(Refusal.Invalid("models", "Choose a model first."));
        if (errors.Count > 0) return await RefuseAsync(Refusal.Invalid(errors));

        var workspaceId = form.WorkspaceId ?? (await workspaces.PlaceAsync(me.Id, null, ct))?.Id;
        var order = new StartOrder(
            OperationId.Of(http), me.Id, me.KeyId, workspaceId, form.ProjectId, [.. models.Select(m => m.Id)], prompt, null, false, form.MaxCredits)
        {
            OptionsByModel = draft.Lanes.ToDictionary(lane => lane.Model.Id, lane => lane.Options),
        };
        return await start.StartAsync(order, ct) switch
        {
            StartResult.Started started => await ShowAsync(started),
            StartResult.Refused refused => await RefuseAsync(refused.Refusal),
            _ => throw new InvalidOperationException("An order is started or refused."),
        };

        async Task<Reply> ShowAsync(StartResult.Started started)
        {
            var id = started.Rows[0].ComparisonId ?? started.Rows[0].Id;
            var run = await runs.RunAsync(id, me.Id, ct) ?? throw new InvalidOperationException("A run that was started is there.");
            var next = await compose.ViewAsync(form, null, ct);
            return Reply.Of(new { id }, StatusCodes.Status202Accepted)
                .Fragment("/Generation/Studio/Run.cshtml", run)
                .Fragment("/Generation/Studio/Started.cshtml", next.Foot)
                .Redirect(run.Href);
        }

        async Task<Reply> RefuseAsync(Refusal refusal)
        {
            var view = await compose.ViewAsync(form, refusal, ct);
            var page = new StudioView(view, await runs.PageAsync(me.Id, null, ct), []);
            return Reply.No(refusal)
                .Fragment("/Generation/Studio/Composer.cshtml", view)
                .Page(new PageView("/Generation/Studio/StudioPage.cshtml", page, "Create") { Status = refusal.Status });
        }
    }
}
