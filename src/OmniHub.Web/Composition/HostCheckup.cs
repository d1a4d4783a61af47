using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using OmniHub.Contracts;
using OmniHub.Kernel;

namespace OmniHub.Web;

/// <summary>The host's part of <c>doctor</c>: folder, disk, database, migrations, providers.</summary>
internal sealed class HostCheckup(
    Database database, IEnumerable<ModuleContext> contexts, IServiceProvider services, Sandboxed plays, IConfiguration configuration) : ICheckup
{
    private const long FreeBytesMin = 1024L * 1024 * 1024;

    public string Name => "Host";

    public async IAsyncEnumerable<Finding> LookAsync([EnumeratorCancellation] CancellationToken ct)
    {
        yield return Folder();
        if (new DriveInfo(database.Folder).AvailableFreeSpace is var free && free < FreeBytesMin)
            yield return new(Condition.Notice, $"Less than {FreeBytesMin >> 20} MB are free on the data folder's disk ({free >> 20} MB).");
        var pending = new List<string>();
        foreach (var context in contexts)
        {
            var db = (ModuleDb)services.GetRequiredService(context.Type);
            pending.AddRange((await db.Database.GetPendingMigrationsAsync(ct)).Select(m => $"{context.Module} {m}"));
        }

        yield return pending.Count == 0
            ? new(Condition.Good, $"The database ({(database.IsPostgres ? "PostgreSQL" : "SQLite")}) answers and is migrated.")
            : new(Condition.Bad, $"{pending.Count} migrations are pending, as {pending[0]}. The next start of the server makes them.");
        if (!database.IsPostgres && pending.Count == 0) yield return await IntegrityAsync(ct);
        yield return Provider("fal.ai", plays.Media, "FAL_KEY", "FAL_QUEUE_URL");
        yield return Provider("OpenRouter", plays.Chat, "OPENROUTER_API_KEY", "OPENROUTER_URL");
    }

    private Finding Folder()
    {
        var probe = Path.Combine(database.Folder, $".doctor-{Guid.NewGuid():n}");
        try
        {
            File.WriteAllText(probe, "");
            File.Delete(probe);
            return new(Condition.Good, $"The data folder {database.Folder} can be written to.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new(Condition.Bad, $"The data folder {database.Folder} cannot be written to: {e.Message}");
        }
    }

    private async Task<Finding> IntegrityAsync(CancellationToken ct)
    {
        var db = (ModuleDb)services.GetRequiredService(contexts.First().Type);
        var said = await db.Database.SqlQueryRaw<string>("SELECT quick_check AS \"Value\" FROM pragma_quick_check LIMIT 5").ToListAsync(ct);
        return said is ["ok"]
            ? new(Condition.Good, "The database file is whole.")
            : new(Condition.Bad, $"The database file is damaged: {string.Join("; ", said)}. Restore it from a backup.");
    }

    private Finding Provider(string name, bool isPlayed, string key, string url) => isPlayed
        ? new(Condition.Notice, $"{name} is played by the sandbox: {key} is not set, and nothing real is made.")
        : configuration[key] is { Length: > 0 }
            ? new(Condition.Good, $"{name} is used with the key in {key}.")
            : new(Condition.Notice, $"{name} is used at {url} without a key.");
}
