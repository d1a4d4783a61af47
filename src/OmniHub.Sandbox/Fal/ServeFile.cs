using System.Security.Cryptography;
using System.Text;
using Microsoft.Net.Http.Headers;

namespace OmniHub.Sandbox;

/// <summary>GET and HEAD /files/b/{folder}/{name}: with ranges and an ETag, for anybody who has the URL.</summary>
internal static class ServeFile
{
    private const int EndlessPieceBytes = 64 * 1024;
    private const int SlowMs = 15_000;
    private const int SlowPieces = 30;

    public static async Task<IResult> Handle(string folder, string name, HttpContext http, Gear gear)
    {
        if (gear.Files.PathOf(folder, name) is not { } path || !File.Exists(path)) return Gone();
        var job = Guid.TryParse(folder, out var id) ? gear.Store.Find(id.ToString()) : null;
        var fault = job is null ? null : gear.Faults.Take("media", job);
        return fault?.Kind switch
        {
            "media-404" => Gone(),
            "media-type" => new Answer(200, "<html><body>This is not a picture.</body></html>", "text/html"),
            "media-endless" => await EndlessAsync(name, http),
            "media-slow" => await SlowAsync(path, name, http, gear.Clock, cut: false),
            "media-cut" => await SlowAsync(path, name, http, gear.Clock, cut: true),
            null => Whole(path, name),
            _ => await FaultAnswers.Play(http, fault, gear.Clock, () => Task.FromResult(Whole(path, name))),
        };
    }

    private static Answer Gone() => new(404, """{"detail":"File not found"}""");

    private static IResult Whole(string path, string name)
    {
        var info = new FileInfo(path);
        var version = Encoding.UTF8.GetBytes($"{name} {info.Length} {info.LastWriteTimeUtc.Ticks}");
        var tag = Convert.ToHexStringLower(SHA256.HashData(version))[..32];
        return Results.File(path, Files.TypeOf(name), enableRangeProcessing: true,
            lastModified: info.LastWriteTimeUtc, entityTag: new EntityTagHeaderValue($"\"{tag}\""));
    }

    private static async Task<IResult> EndlessAsync(string name, HttpContext http)
    {
        http.Response.ContentType = Files.TypeOf(name);
        var piece = new byte[EndlessPieceBytes];
        Random.Shared.NextBytes(piece);
        while (!http.RequestAborted.IsCancellationRequested) await http.Response.Body.WriteAsync(piece, http.RequestAborted);
        return Results.Empty;
    }

    private static async Task<IResult> SlowAsync(string path, string name, HttpContext http, TimeProvider clock, bool cut)
    {
        var bytes = await File.ReadAllBytesAsync(path, http.RequestAborted);
        http.Response.ContentType = Files.TypeOf(name);
        http.Response.ContentLength = bytes.Length;
        var pieces = bytes.Chunk(Math.Max(1, bytes.Length / SlowPieces)).ToList();
        foreach (var piece in cut ? pieces.Take(SlowPieces / 2) : pieces)
        {
            await http.Response.Body.WriteAsync(piece, http.RequestAborted);
            await http.Response.Body.FlushAsync(http.RequestAborted);
            if (!cut) await FaultAnswers.Wait(SlowMs / SlowPieces, clock, http.RequestAborted);
        }
        if (cut) http.Abort();
        return Results.Empty;
    }
}
