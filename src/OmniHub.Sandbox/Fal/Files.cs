using System.Security.Cryptography;
using Microsoft.AspNetCore.StaticFiles;

namespace OmniHub.Sandbox;

/// <summary>What was made and what was uploaded, on disk: files/{id of the job or upload}/{name}.</summary>
internal sealed class Files(SandboxOptions options)
{
    /// <summary>Stands for scheme and host in stored answers; the reader's own take its place.</summary>
    public const string Origin = "http://sandbox.invalid";
    public const string UrlPrefix = "/files/b/";

    private static readonly FileExtensionContentTypeProvider Types = new();

    private readonly string root = Path.Combine(options.DataFolder, "files");

    /// <summary>Stores bytes and answers their URL on <see cref="Origin"/>.</summary>
    public async Task<string> SaveAsync(string id, string extension, byte[] bytes, CancellationToken ct)
    {
        var folder = Key(id);
        var name = $"{RandomNumberGenerator.GetHexString(20, lowercase: true)}.{extension}";
        Directory.CreateDirectory(Path.Combine(root, folder));
        await File.WriteAllBytesAsync(Path.Combine(root, folder, name), bytes, ct);
        return $"{Origin}{UrlPrefix}{folder}/{name}";
    }

    /// <summary>The path of a stored file, or where one may be put; null for anything that could leave the folder.</summary>
    public string? PathOf(string folder, string name) =>
        folder.Length == 32 && folder.All(char.IsAsciiHexDigit) && IsName(name) ? Path.Combine(root, folder, name) : null;

    /// <summary>The path behind one of our own URLs, on whatever host it was asked.</summary>
    public string? PathOf(Uri url) =>
        url.AbsolutePath.StartsWith(UrlPrefix, StringComparison.Ordinal)
        && url.AbsolutePath[UrlPrefix.Length..].Split('/') is [var folder, var name]
            ? PathOf(folder, Uri.UnescapeDataString(name))
            : null;

    public void Delete(string id)
    {
        var folder = Path.Combine(root, Key(id));
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
    }

    public void DeleteOlderThan(DateTimeOffset time)
    {
        if (!Directory.Exists(root)) return;
        foreach (var folder in new DirectoryInfo(root).EnumerateDirectories())
        {
            if (folder.LastWriteTimeUtc < time) folder.Delete(recursive: true);
        }
    }

    public static string TypeOf(string name) => Types.TryGetContentType(name, out var type) ? type : "application/octet-stream";

    /// <summary>A name that is safe on disk and says what the bytes are.</summary>
    public static string SafeName(string? wanted, string? contentType)
    {
        var name = new string([.. Path.GetFileName(wanted ?? "").Where(IsSafe)]).Trim('.');
        if (name.Length > 80) name = name[^80..].TrimStart('.');
        if (name.Length > 0 && Path.HasExtension(name)) return name;
        var extension = contentType is null ? null : Types.Mappings.Where(m => m.Value == contentType).Select(m => m.Key).FirstOrDefault();
        return (name.Length > 0 ? name : "file") + (contentType switch
        {
            "image/jpeg" => ".jpg",
            "image/png" => ".png",
            "image/webp" => ".webp",
            "video/mp4" => ".mp4",
            _ => extension ?? ".bin",
        });
    }

    private static string Key(string id) => id.Replace("-", "", StringComparison.Ordinal);

    private static bool IsName(string name) =>
        name.Length is > 0 and <= 100 && name[0] != '.' && name.All(IsSafe);

    private static bool IsSafe(char c) => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_';
}
