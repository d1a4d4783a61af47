using System.Security.Cryptography;
using System.Text;
using OmniHub.Kernel;

namespace OmniHub.Generation;

/// <summary>Files of results and uploads in the data folder. A file is there whole or not at all.</summary>
internal sealed class MediaStore(Database database)
{
    private const string ThumbnailSuffix = ".webp";

    private readonly string root = Path.Combine(database.Folder, "media");

    public string PathOf(string id)
    {
        // By hash, because the ends of ids are not spread evenly.
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id)), 0, 2);
        return Path.Combine(root, hash[..2], hash[2..4], id);
    }

    public string ThumbnailOf(string id) => PathOf(id) + ThumbnailSuffix;

    /// <summary>A new file that vanishes when it is closed, unless it was kept.</summary>
    public TemporaryFile CreateTemporary()
    {
        var folder = Path.Combine(root, "tmp");
        Directory.CreateDirectory(folder);
        return new(Path.Combine(folder, Guid.NewGuid().ToString("n")));
    }

    /// <summary>Makes the file and its thumbnail permanent under this id; the same again replaces them.</summary>
    public void Keep(TemporaryFile file, byte[]? thumbnail, string id)
    {
        var path = PathOf(id);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        if (thumbnail is not null)
        {
            using var small = CreateTemporary();
            small.Content.Write(thumbnail);
            small.MoveTo(path + ThumbnailSuffix);
        }

        file.MoveTo(path);
    }

    public void Delete(string id)
    {
        File.Delete(ThumbnailOf(id));
        File.Delete(PathOf(id));
    }

    /// <summary>Whether a file lies where the store puts the original or the thumbnail of its id.</summary>
    public bool IsInPlace(StoredFile file) => file.Path == PathOf(file.Id) || file.Path == ThumbnailOf(file.Id);

    /// <summary>All files that were written before this time; on request forgets temporary ones of that age.</summary>
    public IEnumerable<StoredFile> WrittenBefore(DateTimeOffset time, bool forget)
    {
        if (!Directory.Exists(root)) yield break;
        foreach (var file in new DirectoryInfo(root).EnumerateFiles("*", SearchOption.AllDirectories))
        {
            if (file.LastWriteTimeUtc >= time.UtcDateTime) continue;
            if (file.Directory?.Name == "tmp")
            {
                if (forget) file.Delete();
            }
            else yield return new(file.Name.EndsWith(ThumbnailSuffix, StringComparison.Ordinal) ? file.Name[..^ThumbnailSuffix.Length] : file.Name, file.FullName);
        }
    }
}

/// <summary>A file of the store's folder: an original, a thumbnail, or one that is not ours.</summary>
internal sealed record StoredFile(string Id, string Path);

/// <summary>A file on its way into the store.</summary>
internal sealed class TemporaryFile(string path) : IDisposable
{
    private bool moved;

    public FileStream Content { get; } = new(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read);

    public string Path => path;

    public void MoveTo(string target)
    {
        Content.Flush(flushToDisk: true);
        File.Move(path, target, overwrite: true);
        moved = true;
    }

    public void Dispose()
    {
        Content.Dispose();
        if (!moved) File.Delete(path);
    }
}
