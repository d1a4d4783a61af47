using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using OmniHub.Contracts.Catalog;

namespace OmniHub.Catalog;

/// <summary>One model of the embedded lists.</summary>
internal sealed record SeedModel(
    string Id, string Name, string Type, string Provider, string Family, string Endpoint, string Description, string[] Capabilities,
    string Unit, string? Usd, Dictionary<string, string>? Pricing, JsonNode? Rules, JsonNode? Options, string[]? Required,
    string? ClosedReason, int? ContextLength, int? OutputTokensMax, bool Featured = false, bool SandboxOnly = false)
{
    /// <summary>Of everything that is written to the tables.</summary>
    public string Hash { get; private set; } = "";

    /// <summary>Both lists, as they are in this build.</summary>
    public static IEnumerable<SeedModel> All() => Read("fal-models.json").Concat(Read("openrouter-models.json"));

    public Medium Medium => Enum.Parse<Medium>(Type, ignoreCase: true);

    /// <summary>JSON Schema of the options; empty for chat.</summary>
    public string Schema => Options is null ? "" : OptionsSchema.Wrap(
        Options.DeepClone(), new JsonArray([.. (Required ?? []).Select(name => (JsonNode?)JsonValue.Create(name))])).ToJsonString();

    /// <summary>The provider's prices by component; null where none is known.</summary>
    public Dictionary<string, string>? Components => Pricing ?? (Usd is null ? null : new() { [Units.ComponentOf(Unit)] = Usd });

    private static IEnumerable<SeedModel> Read(string name)
    {
        using var stream = typeof(SeedModel).Assembly.GetManifestResourceStream(name)!;
        foreach (var element in JsonDocument.Parse(stream).RootElement.GetProperty("models").EnumerateArray())
        {
            var model = element.Deserialize<SeedModel>(JsonSerializerOptions.Web)!;
            model.Hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(element.GetRawText()))[..16]);
            yield return model;
        }
    }
}
