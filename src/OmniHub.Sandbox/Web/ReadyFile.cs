using System.Text.Json;
using System.Text.Json.Serialization;

namespace OmniHub.Sandbox;

/// <summary>sandbox.json: how another process finds a running sandbox, and which port the next run takes.</summary>
internal sealed record ReadyFile(
    [property: JsonPropertyName("port")] int Port,
    [property: JsonPropertyName("pid")] int Pid,
    [property: JsonPropertyName("startedAt")] DateTimeOffset StartedAt,
    [property: JsonPropertyName("baseUrl")] string BaseUrl,
    [property: JsonPropertyName("jwksUrl")] string JwksUrl,
    [property: JsonPropertyName("instance")] string Instance)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static string PathIn(string dataFolder) => Path.Combine(dataFolder, "sandbox.json");

    public static ReadyFile? Read(string dataFolder)
    {
        try
        {
            return JsonSerializer.Deserialize<ReadyFile>(File.ReadAllText(PathIn(dataFolder)));
        }
        catch (Exception e) when (e is IOException or JsonException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public void Write(string dataFolder)
    {
        // Readers poll for this file: they must see all of it or none.
        var temporary = PathIn(dataFolder) + ".new";
        File.WriteAllText(temporary, JsonSerializer.Serialize(this, Indented));
        File.Move(temporary, PathIn(dataFolder), overwrite: true);
    }
}
