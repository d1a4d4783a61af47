using System.IO.Compression;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using OmniHub.Contracts.Accounts;
using OmniHub.Kernel;

namespace OmniHub.Accounts;

/// <summary>A ZIP that is written while it is read: nothing of it is held in memory or on disk.</summary>
internal sealed class ZipDownload : IArchives
{
    public IResult Zip(string name, Func<IExport, Task> fill, CancellationToken ct) => Of(name, fill, ct);

    public static IResult Of(string name, Func<IExport, Task> fill, CancellationToken ct) => Results.Stream(
        async stream =>
        {
            await using var late = new LateStream(stream);
            await using (var zip = await ZipArchive.CreateAsync(late, ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: null, ct))
                await fill(new ZipExport(zip));
            await late.FlushAsync(ct);
        },
        "application/zip",
        name);

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
