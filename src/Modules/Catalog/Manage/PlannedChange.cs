using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using OmniHub.Kernel;

namespace OmniHub.Catalog;

/// <summary>A change of a model's price or margin that counts from a time ahead.</summary>
internal sealed class PlannedChange
{
    /// <summary>Its name in the log.</summary>
    public const string Field = "planned";

    private const string AtName = "effectiveAt";

    public required string Id { get; init; }

    public required string ModelId { get; init; }

    /// <summary>From when on.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>JSON object: the part of <see cref="ModelForm"/> that changes then.</summary>
    public required string Change { get; init; }

    /// <summary>The admin who planned it.</summary>
    public required string Actor { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Of what would differ now, before and after.</summary>
    public static PlannedChange Of(string modelId, DateTimeOffset at, Dictionary<string, object?[]> changes, string actor, DateTimeOffset now) => new()
    {
        Id = Kernel.Id.New("pln"),
        ModelId = modelId,
        At = at,
        Change = JsonSerializer.Serialize(changes.ToDictionary(c => c.Key, c => c.Value[1] is "" ? null : c.Value[1])),
        Actor = actor,
        CreatedAt = now,
    };

    /// <summary>What is to be applied then.</summary>
    public ModelForm Form() => JsonSerializer.Deserialize<ModelForm>(Change, Json.Options)! with { Vouches = false };

    /// <summary>With its time, as the log keeps it.</summary>
    public JsonNode Node()
    {
        var node = JsonNode.Parse(Change)!.AsObject();
        node[AtName] = JsonSerializer.SerializeToNode(At, Json.Options);
        return node;
    }
}

/// <summary>A planned change, as an admin's program sees it.</summary>
/// <param name="Id">By which it can be dropped.</param>
/// <param name="EffectiveAt">From when on it counts.</param>
/// <param name="Change">What changes then, as in PUT /api/admin/models/{id}: prices and margin are numbers.</param>
internal sealed record PlannedView(string Id, DateTimeOffset EffectiveAt, JsonObject Change)
{
    public static PlannedView Of(PlannedChange planned)
    {
        var change = new JsonObject();
        foreach (var (name, value) in JsonNode.Parse(planned.Change)!.AsObject()) change[name] = Numbers(value);
        return new(planned.Id, planned.At, change);
    }

    // They are kept as texts.
    private static JsonNode? Numbers(JsonNode? value) => value switch
    {
        JsonObject prices => new JsonObject(prices.Select(p => KeyValuePair.Create(p.Key, Numbers(p.Value)))),
        JsonValue text when text.GetValueKind() == JsonValueKind.String => decimal.Parse(text.GetValue<string>(), CultureInfo.InvariantCulture),
        _ => value?.DeepClone(),
    };
}
