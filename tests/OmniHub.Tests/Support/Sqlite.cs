using Microsoft.Data.Sqlite;

namespace OmniHub.Tests;

/// <summary>A migrated database file, copied into each new data folder: a copy takes a hundredth of the time.</summary>
internal static class Sqlite
{
    private static readonly Lazy<string> Template = new(() => Task.Run(MakeTemplateAsync).GetAwaiter().GetResult());

    /// <summary>Nothing where the folder has its database already.</summary>
    public static void Fill(string folder)
    {
        foreach (var file in Directory.GetFiles(Template.Value, "*.db"))
        {
            var to = Path.Combine(folder, Path.GetFileName(file));
            if (!File.Exists(to)) File.Copy(file, to);
        }
    }

    private static async Task<string> MakeTemplateAsync()
    {
        var folder = Directory.CreateTempSubdirectory("omnihub-template-").FullName;
        await Migrated.MakeAsync(folder, null);
        // What is still in the log goes to the file with its last connection.
        SqliteConnection.ClearAllPools();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, true);
        return folder;
    }
}
