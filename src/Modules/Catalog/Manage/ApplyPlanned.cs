using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using OmniHub.Kernel;

namespace OmniHub.Catalog;

/// <summary>Applies the planned changes whose time has come, each once, in the order of their times.</summary>
internal sealed partial class ApplyPlanned(CatalogDb db, ModelLog log, ILogger<ApplyPlanned> logger) : IWork
{
    private const int BatchSizeMax = 500;

    public async Task RunAsync(CancellationToken ct)
    {
        var now = log.Now;
        var due = await db.Planned.AsNoTracking().Where(p => p.At <= now).OrderBy(p => p.At).ThenBy(p => p.Id).Take(BatchSizeMax).ToListAsync(ct);
        foreach (var planned in due) await ApplyAsync(planned, ct);
    }

    private async Task ApplyAsync(PlannedChange planned, CancellationToken ct)
    {
        var errors = new Dictionary<string, string[]>();
        var changes = await ChangeModel.WriteAsync(
            db,
            async () =>
            {
                errors.Clear();
                // It goes first: whoever comes second finds none, and changes nothing.
                if (await db.Planned.Where(p => p.Id == planned.Id).ExecuteDeleteAsync(ct) == 0) return null;
                return await ChangeModel.ApplyAsync(db, planned.ModelId, planned.Form(), planned.Actor, log.Now, errors, ct);
            },
            ct);
        if (changes is null) return;
        if (errors.Count == 0)
        {
            await log.ChangedAsync(planned.Actor, "model.plan-apply", planned.ModelId, changes, (string?)null, ct);
            return;
        }

        // As a price for what the model no longer counts.
        LogRefused(planned.Id, planned.ModelId, errors.Values.First()[0]);
        await log.ChangedAsync(ModelLog.System, DropPlanned.Action, planned.ModelId, new() { [PlannedChange.Field] = [planned.Node(), null] }, (string?)null, ct);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Planned change {PlannedId} of model {ModelId} no longer fits and was dropped: {Reason}")]
    private partial void LogRefused(string plannedId, string modelId, string reason);
}

/// <summary>DELETE /api/admin/models/planned/{id}: a change that has not happened yet.</summary>
internal static class DropPlanned
{
    public const string Action = "model.plan-drop";

    public static async Task<Reply> Handle(string id, HttpContext http, ICurrentUser me, CatalogDb db, ModelLog log, CancellationToken ct)
    {
        var planned = await ChangeModel.WriteAsync(
            db,
            async () =>
            {
                db.ChangeTracker.Clear();
                if (await db.Planned.AsNoTracking().SingleOrDefaultAsync(p => p.Id == id, ct) is not { } found
                    || await db.Planned.Where(p => p.Id == id).ExecuteDeleteAsync(ct) == 0) return null;
                // Other nodes read a model again when it was touched.
                (await db.Models.SingleAsync(m => m.Id == found.ModelId, ct)).Touch(log.Now);
                await db.SaveChangesAsync(ct);
                return found;
            },
            ct);
        if (planned is null) return Refusal.NotFound("There is no such planned change; it may have happened by now.");
        await log.ChangedAsync(me.Id, Action, planned.ModelId, new() { [PlannedChange.Field] = [planned.Node(), null] }, http, ct);
        return Reply.Nothing().Redirect(ModelPages.HrefOf(planned.ModelId) + "?done=dropped");
    }
}
