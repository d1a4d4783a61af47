using System.Text.Json.Nodes;

namespace OmniHub.Sandbox;

/// <summary>One endpoint as the catalogue knows it: what it takes, what it answers, what it costs.</summary>
internal sealed record FalModel
{
    public required string Endpoint { get; init; }
    public required string Name { get; init; }
    public required string Type { get; init; }
    public required string Category { get; init; }
    public required string Family { get; init; }
    public string About { get; init; } = "";
    public FalPrice? Price { get; init; }
    public required IReadOnlyList<FalInput> Input { get; init; }
    public required IReadOnlyList<FalOutput> Output { get; init; }

    public bool IsVideo => Type == "video";

    public FalInput? Find(string field) => Input.FirstOrDefault(i => i.Name == field);
}

internal sealed record FalInput
{
    public required string Name { get; init; }

    /// <summary>string, integer, number, boolean, strings, size, object, objects or any.</summary>
    public required string Type { get; init; }
    public bool Required { get; init; }
    public JsonNode? Default { get; init; }
    public JsonArray? Enum { get; init; }
    public decimal? Min { get; init; }
    public decimal? Max { get; init; }

    /// <summary>Takes an http(s) URL or a data: URI.</summary>
    public bool File { get; init; }
}

internal sealed record FalOutput
{
    public required string Name { get; init; }

    /// <summary>files, file, string, number, booleans or any.</summary>
    public required string Type { get; init; }
    public bool Required { get; init; }
    public IReadOnlyList<string> Fields { get; init; } = [];
}

internal sealed record FalPrice
{
    public required string Unit { get; init; }
    public required decimal Usd { get; init; }

    /// <summary>Prices that hold when the input says so; the first that fits wins.</summary>
    public IReadOnlyList<FalPriceOverride> Overrides { get; init; } = [];
}

internal sealed record FalPriceOverride
{
    public required JsonObject When { get; init; }
    public required decimal Usd { get; init; }
}
