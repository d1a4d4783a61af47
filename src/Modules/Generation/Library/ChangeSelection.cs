using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using OmniHub.Contracts.Accounts;
using OmniHub.Contracts.Community;
using OmniHub.Contracts.Generation;
using OmniHub.Kernel;
using OmniHub.Ui;

namespace OmniHub.Generation;

/// <summary>Generations that were selected, and what the buttons of the selection need.</summary>
internal sealed record SelectionForm(IReadOnlyList<string>? Ids, string? ProjectId, long? Until, string? Back);

/// <summary>POST /library/…: what is done to many at once. All of it or none: one that may not be changed refuses the whole.</summary>
internal static class ChangeSelection
{
    private const string ChangedHtml = "/Generation/Library/Changed.cshtml";

    /// <summary>A deletion is taken back in this time: the eight seconds of its toast, and a slow way here. Nothing is gone before.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(20);

    public static Task<Reply> HandleFavorite(Body<SelectionForm> body, ICurrentUser me, Selection selection, GenerationDb db, CancellationToken ct) =>
        MarkAsync(true, body, me, selection, db, ct);

    public static Task<Reply> HandleUnfavorite(Body<SelectionForm> body, ICurrentUser me, Selection selection, GenerationDb db, CancellationToken ct) =>
        MarkAsync(false, body, me, selection, db, ct);

    private static async Task<Reply> MarkAsync(
        bool favorite, Body<SelectionForm> body, ICurrentUser me, Selection selection, GenerationDb db, CancellationToken ct)
    {
        var (rows, no) = await selection.ReadAsync(body.Value.Ids, me, ct);
        if (no is not null) return no;
        await db.Generations.Where(g => selection.Ids.Contains(g.Id) && g.DeletedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(g => g.Favorite, favorite), ct);
        return await selection.ShowAsync(rows, favorite ? "Marked as favourite" : "No favourites any more", body.Value.Back, me, ct);
    }

    public static async Task<Reply> HandleMove(
        Body<SelectionForm> body, ICurrentUser me, Selection selection, GenerationDb db, IProjects projects, CancellationToken ct)
    {
        var (rows, no) = await selection.ReadAsync(body.Value.Ids, me, ct);
        if (no is not null) return no;
        var project = string.IsNullOrEmpty(body.Value.ProjectId) ? null : body.Value.ProjectId;
        foreach (var workspace in rows.Select(g => g.WorkspaceId).Distinct())
        {
            if (project is not null && !await projects.IsInAsync(project, workspace, ct))
                return Refusal.NotFound("A project holds work of its own workspace. Some of these belong to another.");
        }

        await db.Generations.Where(g => selection.Ids.Contains(g.Id) && g.DeletedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(g => g.ProjectId, project), ct);
        return await selection.ShowAsync(rows, project is null ? "Taken out of their project" : "Moved to the project", body.Value.Back, me, ct);
    }

    /// <summary>Out of sight now, and gone when the time to take it back is over: the sweep finds them, also after a restart.</summary>
    public static async Task<Reply> HandleDelete(
        Body<SelectionForm> body, ICurrentUser me, Selection selection, GenerationDb db, TimeProvider clock, CancellationToken ct, ISharedWork? shared = null)
    {
        var (rows, no) = await selection.ReadAsync(body.Value.Ids, me, ct);
        if (no is not null) return no;
        var until = DateTimeOffset.FromUnixTimeMilliseconds((clock.GetUtcNow() + Grace).ToUnixTimeMilliseconds());
        var count = await db.Generations.Where(g => selection.Ids.Contains(g.Id) && g.DeletedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(g => g.DeletedAt, until), ct);
        if (shared is not null) await shared.TakeDownAsync([.. rows.Select(g => g.Id)], CancellationToken.None);
        var undo = new UndoView(count, until.ToUnixTimeMilliseconds());
        var back = Selection.BackTo(body.Value.Back);
        return Reply.Of(new { count, until = undo.Until }).Fragment(ChangedHtml, new SelectionView([], [.. rows.Select(g => g.Id)], null, undo))
            .Redirect($"{back}{(back.Contains('?') ? '&' : '?')}undo={count}.{undo.Until}");
    }

    public static async Task<Reply> HandleUndo(
        Body<SelectionForm> body, ICurrentUser me, Selection selection, GenerationDb db, IWorkspaces workspaces, TimeProvider clock, CancellationToken ct,
        ISharedWork? shared = null)
    {
        var (until, now) = (DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(body.Value.Until ?? 0, 0, Selection.UntilMax)), clock.GetUtcNow());
        var visible = await workspaces.VisibleAsync(me.Id, ct);
        var ids = await db.Generations.Where(g => g.DeletedAt == until && g.DeletedAt > now && visible.Contains(g.WorkspaceId)).Select(g => g.Id).ToListAsync(ct);
        if (ids.Count == 0) return Refusal.Conflict("It is too late to take this back: the results are gone.");
        var (rows, no) = await selection.ReadAsync(ids, me, ct, until);
        if (no is not null) return no;
        // First: after a crash in between, what is deleted after all takes its post along.
        if (shared is not null) await shared.PutBackAsync(ids, CancellationToken.None);
        await db.Generations.Where(g => ids.Contains(g.Id) && g.DeletedAt == until)
            .ExecuteUpdateAsync(set => set.SetProperty(g => g.DeletedAt, (DateTimeOffset?)null), CancellationToken.None);
        return await selection.ShowAsync(rows, rows.Count == 1 ? "1 result is back" : $"{rows.Count} results are back", body.Value.Back, me, ct);
    }

    public static async Task<IResult> HandleDownload(
        Body<SelectionForm> body, ICurrentUser me, Selection selection, GenerationDb db, GenerationArchive archive, IArchives archives, CancellationToken ct)
    {
        var ids = body.Value.Ids ?? [];
        var (rows, no) = await selection.SeeAsync(ids, me, ct);
        if (no is not null) return Reply.No(no);
        var found = rows.Select(g => g.Id).ToList();
        return archives.Zip("omnihub-selection.zip", export => archive.WriteAsync(db.Generations.Where(g => found.Contains(g.Id)), export, ct), ct);
    }
}

/// <summary>Finds what was selected, if all of it may be changed, and shows what came of it.</summary>
internal sealed class Selection(GenerationDb db, IWorkspaces workspaces, ChangeRight right, ReadGenerations read, IEvents events)
{
    private const int CountMax = 500;

    /// <summary>The last millisecond that a time has.</summary>
    public const long UntilMax = 253_402_300_799_999;

    public IReadOnlyList<string> Ids { get; private set; } = [];

    /// <summary>What one sees of it.</summary>
    public async Task<(IReadOnlyList<GenerationRow> Rows, Refusal? No)> SeeAsync(
        IReadOnlyList<string>? ids, ICurrentUser me, CancellationToken ct, DateTimeOffset? deletedAt = null)
    {
        Ids = [.. (ids ?? []).Distinct()];
        if (Ids.Count == 0) return ([], Refusal.Invalid("ids", "Select something first."));
        if (Ids.Count > CountMax) return ([], Refusal.Invalid("ids", $"At most {CountMax} at once."));
        var visible = await workspaces.VisibleAsync(me.Id, ct);
        var rows = await db.Generations.AsNoTracking().Where(g => Ids.Contains(g.Id) && visible.Contains(g.WorkspaceId) && g.DeletedAt == deletedAt).ToListAsync(ct);
        return rows.Count < Ids.Count ? ([], Refusal.NotFound("Some of these are gone. Load the page again.")) : (rows, null);
    }

    /// <summary>The same, for a change.</summary>
    public async Task<(IReadOnlyList<GenerationRow> Rows, Refusal? No)> ReadAsync(
        IReadOnlyList<string>? ids, ICurrentUser me, CancellationToken ct, DateTimeOffset? deletedAt = null)
    {
        var (rows, no) = await SeeAsync(ids, me, ct, deletedAt);
        if (no is not null) return ([], no);
        foreach (var workspace in rows.Select(g => g.WorkspaceId).Distinct())
        {
            if (await right.RefusalAsync(workspace, me, ct) is { } refusal) return ([], refusal);
        }

        return (rows, null);
    }

    public async Task<Reply> ShowAsync(IReadOnlyList<GenerationRow> rows, string title, string? back, ICurrentUser me, CancellationToken ct)
    {
        foreach (var row in rows) events.Publish(new GenerationChanged(row.Id, row.UserId, row.WorkspaceId));
        var changed = await read.FindAsync(Ids, me.Id, ct);
        return Reply.Of(new { changed.Count })
            .Fragment("/Generation/Library/Changed.cshtml", new SelectionView([.. changed.Select(ThumbView.Of)], [], new(Tone.Ok, title), null)).Redirect(BackTo(back));
    }

    /// <summary>Only to the pages that have a selection.</summary>
    public static string BackTo(string? back) =>
        back is not null && (back == "/library" || back.StartsWith("/library?", StringComparison.Ordinal) || back.StartsWith("/projects/prj_", StringComparison.Ordinal))
            && !back.Any(c => char.IsControl(c) || c == '\\') ? back : "/library";
}
