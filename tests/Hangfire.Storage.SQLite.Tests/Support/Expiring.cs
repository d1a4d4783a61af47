using Hangfire.Server;

namespace Hangfire.Storage.SQLite.Tests;

/// <summary>Runs the removal of expired data now instead of in an hour.</summary>
internal static class Expiring
{
    public static ExpirationProcess Expiration(this SQLiteStorage storage) =>
        storage.GetStorageWideProcesses().OfType<ExpirationProcess>().Single();

    public static void RemoveExpired(this Stored stored) => ((SQLiteStorage)stored.Storage).Expiration().RemoveExpired(default);

    public static IBackgroundProcess Renewal(this SQLiteStorage storage) => storage.GetServerRequiredProcesses().Single();
}
