using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Configuration;
using OmniHub.Kernel;

namespace OmniHub.Accounts;

/// <summary>Random keys of this installation, kept in the data folder and readable by their owner alone.</summary>
internal sealed class ServerKeys
{
    private const int LengthBytes = 48;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly byte[] pseudonyms;

    public ServerKeys(IConfiguration configuration, Database database)
    {
        database.CreateFolder();
        if (!OperatingSystem.IsWindows()) Directory.CreateDirectory(DataProtection(database), OwnerOnly | UnixFileMode.UserExecute);
        Tokens = configuration["JWT_SECRET"] is { Length: > 0 } set
            ? Encoding.UTF8.GetBytes(set)
            : Keep(Path.Combine(database.Folder, "jwt.key"));
        pseudonyms = Keep(Path.Combine(database.Folder, "pseudonyms.key"));
    }

    /// <summary>Signs JWTs.</summary>
    public byte[] Tokens { get; }

    /// <summary>Stands for an e-mail address where the address itself must not be kept.</summary>
    public string Pseudonym(string text) => Convert.ToHexStringLower(HMACSHA256.HashData(pseudonyms, Encoding.UTF8.GetBytes(text)));

    /// <summary>Where the keys of cookies and forms are.</summary>
    public static string DataProtection(Database database) => Path.Combine(database.Folder, "keys");

    private static byte[] Keep(string path)
    {
        if (!File.Exists(path)) Make(path);
        var key = File.ReadAllBytes(path);
        return key.Length >= LengthBytes ? key : throw new StartRefusedException($"{path} is damaged. Restore it from a backup.");
    }

    // Written aside and moved, so that a second process never reads half a key and never replaces one.
    private static void Make(string path)
    {
        var aside = $"{path}.{Guid.NewGuid():n}";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OwnerOnly;
        using (var file = new FileStream(aside, options)) file.Write(RandomNumberGenerator.GetBytes(LengthBytes));
        try
        {
            File.Move(aside, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(aside);
        }
    }
}
