using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using OmniHub.Contracts.Accounts;
using OmniHub.Kernel;

namespace OmniHub.Accounts;

/// <summary>GET /api/auth/me/export: everything that is kept of a person, as a ZIP.</summary>
internal static class ExportMe
{
    public static IResult Handle(ICurrentUser me, IEnumerable<IExportPart> parts, CancellationToken ct) => ZipDownload.Of(
        "omnihub-export.zip",
        async export =>
        {
            foreach (var part in parts) await part.WriteAsync(me.Id, export, ct);
        },
        ct);
}

/// <summary>The module's own part.</summary>
internal sealed class AccountExport(AccountsDb db, ICurrentUser me, UserViews users, KeyViews keys, Webhooks webhooks) : IExportPart
{
    public async Task WriteAsync(string userId, IExport export, CancellationToken ct)
    {
        await export.AddJsonAsync("account.json", await users.OfAsync(await db.MeAsync(me, ct), ct), ct);
        await export.AddJsonAsync("keys.json", await keys.AllAsync(userId, ct), ct);
        await export.AddJsonAsync("webhooks.json", await webhooks.AllAsync(userId, ct), ct);
        await export.AddJsonAsync("workspaces.json", db.Show(db.Members.Where(m => m.UserId == userId)).AsAsyncEnumerable(), ct);
        await export.AddJsonAsync(
            "projects.json",
            db.Projects.AsNoTracking().Where(p => db.Workspaces.Any(w => w.Id == p.WorkspaceId && w.OwnerId == userId)).OrderBy(p => p.Id)
                .Select(p => new { p.Id, p.Name, p.Description, p.WorkspaceId, Archived = p.IsArchived, p.CreatedAt }).AsAsyncEnumerable(),
            ct);
    }
}
