using System.Globalization;
using Hangfire.Common;

namespace Hangfire.Storage.SQLite;

/// <summary>A job's call as it is stored, which may be one that this version of the program no longer knows.</summary>
internal readonly record struct StoredJob(InvocationData? InvocationData, Job? Job, JobLoadException? LoadException)
{
    public static string Payload(Job job) => InvocationData.SerializeJob(job).SerializePayload();

    public static StoredJob Read(string payload)
    {
        InvocationData? data = null;
        try
        {
            data = InvocationData.DeserializePayload(payload);
            return new StoredJob(data, data.DeserializeJob(), null);
        }
        catch (JobLoadException error)
        {
            return new StoredJob(data, null, error);
        }
        catch (Exception error) when (error is Newtonsoft.Json.JsonException or InvalidOperationException or ArgumentException)
        {
            return new StoredJob(data, null, new JobLoadException("The stored call cannot be read. See the inner exception.", error));
        }
    }

    /// <summary>Ids of other storages, and nonsense, belong to no job of ours.</summary>
    public static bool TryParseId(string jobId, out long id) =>
        long.TryParse(jobId, NumberStyles.None, CultureInfo.InvariantCulture, out id);

    public static string Id(long id) => id.ToString(CultureInfo.InvariantCulture);

    public static string StateData(IDictionary<string, string?>? data) =>
        SerializationHelper.Serialize(data ?? new Dictionary<string, string?>());

    /// <summary>Keys are found whatever their case, as in the storage for SQL Server.</summary>
    public static Dictionary<string, string?> ReadStateData(string? data)
    {
        var read = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        if (data is null) return read;
        foreach (var (key, value) in SerializationHelper.Deserialize<Dictionary<string, string?>>(data)) read[key] = value;
        return read;
    }
}
