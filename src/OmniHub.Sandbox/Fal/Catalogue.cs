using System.Collections.Frozen;
using System.Text.Json;

namespace OmniHub.Sandbox;

/// <summary>The endpoints that the sandbox plays.</summary>
internal static class Catalogue
{
    public static IReadOnlyList<FalModel> All { get; } = Load();

    private static readonly FrozenDictionary<string, FalModel> ByEndpoint = All.ToFrozenDictionary(m => m.Endpoint);

    public static FalModel? Find(string endpoint) => ByEndpoint.GetValueOrDefault(endpoint);

    /// <summary>owner/alias, or namespace/owner/alias: all that status, result and cancel URLs carry.</summary>
    public static string AppOf(string endpoint)
    {
        var parts = endpoint.Split('/');
        var length = parts[0] is "workflows" or "comfy" ? 3 : 2;
        return string.Join('/', parts.Take(length));
    }

    private static List<FalModel> Load()
    {
        using var stream = typeof(Catalogue).Assembly.GetManifestResourceStream("fal-catalogue.json")!;
        return JsonSerializer.Deserialize<List<FalModel>>(stream, JsonSerializerOptions.Web)!;
    }
}
