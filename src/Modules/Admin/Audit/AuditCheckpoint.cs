using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using OmniHub.Kernel;

namespace OmniHub.Admin;

/// <summary>Where the chain begins after pruning: the last entry that was removed, signed with a key that is not in the database.</summary>
/// <param name="Sequence">Of the last entry that was removed; 0 where none was.</param>
/// <param name="Hash">Its hash.</param>
/// <param name="IsGenuine">Whether the signature is ours.</param>
internal sealed record AuditCheckpoint(long Sequence, string Hash, bool IsGenuine)
{
    /// <summary>Setting that holds it.</summary>
    public const string Key = "audit.checkpoint";

    private const string KeyFile = "audit.key";
    private const int KeyBytes = 32;

    public static async Task<AuditCheckpoint> ReadAsync(AdminDb db, Database database, CancellationToken ct)
    {
        var text = await db.Settings.AsNoTracking().Where(s => s.Key == Key).Select(s => s.Value).FirstOrDefaultAsync(ct);
        if (text is null) return new(0, "", true);
        var parts = text.Split(':');
        return parts.Length == 3 && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var sequence)
            ? new(sequence, parts[1], CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(parts[2]), Encoding.ASCII.GetBytes(Sign(sequence, parts[1], database))))
            : new(0, "", false);
    }

    /// <summary>As it is kept.</summary>
    public static string Text(long sequence, string hash, Database database) =>
        string.Create(CultureInfo.InvariantCulture, $"{sequence}:{hash}:{Sign(sequence, hash, database)}");

    private static string Sign(long sequence, string hash, Database database) => Convert.ToHexStringLower(
        HMACSHA256.HashData(SecretOf(database), Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{sequence}:{hash}"))));

    private static byte[] SecretOf(Database database)
    {
        var path = Path.Combine(database.Folder, KeyFile);
        if (!File.Exists(path))
        {
            database.CreateFolder();
            File.WriteAllBytes(path, RandomNumberGenerator.GetBytes(KeyBytes));
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        return File.ReadAllBytes(path);
    }
}
