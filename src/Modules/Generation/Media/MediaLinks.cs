using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using OmniHub.Kernel;

namespace OmniHub.Generation;

/// <summary>Signed addresses of the media store: they need no header, cannot be guessed and expire.</summary>
internal sealed class MediaLinks(Database database, TimeProvider clock)
{
    /// <summary>Last part of a thumbnail's address.</summary>
    public const string ThumbnailName = "thumb.webp";

    private const int KeyBytes = 32;
    private const int NameTailLength = 8;

    /// <summary>Addresses stay the same for an hour, so that browsers keep what they have, and work for a day after it.</summary>
    private static readonly TimeSpan Step = TimeSpan.FromHours(1);

    private static readonly TimeSpan Life = TimeSpan.FromHours(24);

    private readonly Lazy<byte[]> key = new(() => ReadOrMakeKey(Path.Combine(database.Folder, "media.key")));

    public FileView Show(MediaRow file) => new(
        Sign(file.Id, NameOf(file)), file.ContentType, file.Width, file.Height, file.DurationMs / 1000m, file.Bytes)
    {
        Id = file.Id,
        ThumbnailUrl = file.HasThumbnail ? Sign(file.Id, ThumbnailName) : null,
    };

    /// <summary>Addresses without a signature: they work while the generation is shown to everybody.</summary>
    public static FileView ShowOpen(MediaRow file) => new(
        $"/media/{file.Id}/{NameOf(file)}", file.ContentType, file.Width, file.Height, file.DurationMs / 1000m, file.Bytes)
    {
        Id = file.Id,
        ThumbnailUrl = file.HasThumbnail ? $"/media/{file.Id}/{ThumbnailName}" : null,
    };

    private static string NameOf(MediaRow file) =>
        $"{file.Id[^NameTailLength..]}-{file.Ordinal + 1}{MediaTypes.Extension(file.ContentType)}";

    /// <summary>How long a signature is still good; null where it is not.</summary>
    public TimeSpan? TimeLeft(string fileId, string? expiry, string? signature)
    {
        if (!long.TryParse(expiry, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || signature is null) return null;
        var expected = Encoding.ASCII.GetBytes(Signature(fileId, seconds));
        if (!CryptographicOperations.FixedTimeEquals(expected, Encoding.UTF8.GetBytes(signature))) return null;
        var left = DateTimeOffset.FromUnixTimeSeconds(seconds) - clock.GetUtcNow();
        return left > TimeSpan.Zero ? left : null;
    }

    private string Sign(string fileId, string name)
    {
        var hour = clock.GetUtcNow().Ticks / Step.Ticks * Step.Ticks;
        var expiry = new DateTimeOffset(hour, TimeSpan.Zero).Add(Step + Life).ToUnixTimeSeconds();
        return $"/media/{fileId}/{name}?e={expiry}&s={Signature(fileId, expiry)}";
    }

    private string Signature(string fileId, long expiry) =>
        Base64Url.EncodeToString(HMACSHA256.HashData(key.Value, Encoding.UTF8.GetBytes($"{fileId}\n{expiry}")));

    private static byte[] ReadOrMakeKey(string path)
    {
        if (!File.Exists(path))
        {
            // Whole or not at all, and the first of several processes wins.
            var made = $"{path}.{Guid.NewGuid():n}";
            using (var file = new FileStream(made, OwnerOnly(FileMode.CreateNew)))
            {
                file.Write(RandomNumberGenerator.GetBytes(KeyBytes));
                file.Flush(true);
            }

            try
            {
                File.Move(made, path);
            }
            catch (IOException) when (File.Exists(path))
            {
                File.Delete(made);
            }
        }

        var bytes = File.ReadAllBytes(path);
        return bytes.Length == KeyBytes
            ? bytes
            : throw new InvalidOperationException($"The key file {path} is damaged: delete it to make a new one.");
    }

    private static FileStreamOptions OwnerOnly(FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return options;
    }
}
