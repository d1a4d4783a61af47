using System.IO.Compression;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using OmniHub.Contracts.Accounts;
using OmniHub.Kernel;

namespace OmniHub.Accounts;

/// <summary>GET /api/auth/me/export: everything that is kept of a person, as a ZIP that is written while it is read.</summary>
internal static class ExportMe
{
    public static IResult Handle(ICurrentUser me, IEnumerable<IExportPart> parts, CancellationToken ct) => Results.Stream(
        async stream =>
        {
            await using var late = new LateStream(stream);
            await using (var zip = await ZipArchive.CreateAsync(late, ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: null, ct))
            {
                var export = new ZipExport(zip);
                foreach (var part in parts) await part.WriteAsync(me.Id, export, ct);
            }

            await late.FlushAsync(ct);
        },
        "application/zip",
        "omnihub-export.zip");

    private sealed class ZipExport(ZipArchive zip) : IExport
    {
        public Task AddJsonAsync<T>(string path, T value, CancellationToken ct) =>
            AddAsync(path, file => JsonSerializer.SerializeAsync(file, value, Json.Options, ct), ct);

        public async Task AddAsync(string path, Func<Stream, Task> write, CancellationToken ct)
        {
            await using var file = await zip.CreateEntry(path).OpenAsync(ct);
            await write(file);
        }
    }
}

/// <summary>The module's own part.</summary>
internal sealed class AccountExport(AccountsDb db, ICurrentUser me, UserViews users, KeyViews keys) : IExportPart
{
    public async Task WriteAsync(string userId, IExport export, CancellationToken ct)
    {
        await export.AddJsonAsync("account.json", await users.OfAsync(await db.MeAsync(me, ct), ct), ct);
        await export.AddJsonAsync("keys.json", await keys.AllAsync(userId, ct), ct);
        await export.AddJsonAsync("workspaces.json", db.Show(db.Members.Where(m => m.UserId == userId)).AsAsyncEnumerable(), ct);
    }
}
