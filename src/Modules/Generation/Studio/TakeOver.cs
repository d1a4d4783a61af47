using System.Text.Json.Nodes;
using OmniHub.Contracts.Catalog;

namespace OmniHub.Generation;

/// <summary>The settings of a run that was made, back in the composer: in its controls, and what no control can say, beside them.</summary>
internal static class TakeOver
{
    /// <param name="catalog">Knows the models, closed ones too.</param>
    /// <param name="type">Image or video.</param>
    /// <param name="prompt">Null where it is kept back.</param>
    /// <param name="lanes">Model and options of each.</param>
    /// <param name="ct">Ends the reading.</param>
    public static async Task<ComposerForm> FormAsync(
        ICatalog catalog, Medium type, string? prompt, IReadOnlyList<(string ModelId, JsonObject Options)> lanes, CancellationToken ct)
    {
        var (form, rest) = (new ComposerForm { Type = type == Medium.Video ? "video" : "image", Prompt = prompt, Models = [.. lanes.Select(l => l.ModelId)] }, new JsonObject());
        foreach (var (modelId, sent) in lanes)
        {
            var options = sent.DeepClone().AsObject();
            if (await catalog.FindPastAsync(modelId, ct) is { } model) form = Take(form, model, options);
            rest[modelId] = options;
        }

        return form with { O = rest };
    }

    /// <summary>Those of a model's options that have no control, as hidden fields of the form.</summary>
    public static IEnumerable<(string Field, string Value)> Fields(ModelCard model, JsonObject? options)
    {
        var shown = Controls.MoreOf(model).Select(o => o.Name).ToHashSet();
        return (options ?? []).Where(o => !shown.Contains(o.Key) && o.Key != Controls.InputOf(model)?.Name && model.Options.Any(known => known.Name == o.Key))
            .SelectMany(o => FieldsOf($"o[{model.Id}][{o.Key}]", o.Value));
    }

    private static ComposerForm Take(ComposerForm form, ModelCard model, JsonObject options)
    {
        if (Controls.RatioIn(model, options) is { } ratio && Same(form.Ratio, ratio))
        {
            form = form with { Ratio = ratio };
            var made = new JsonObject();
            Controls.PutRatio(model, made, ratio);
            foreach (var (name, _) in made) options.Remove(name);
        }

        if (Controls.SecondsIn(model, options) is { } seconds && (form.Seconds ?? seconds) == seconds)
        {
            form = form with { Seconds = seconds };
            options.Remove("duration");
        }

        if (options["num_images"] is { } images && int.TryParse(images.ToString(), out var count) && (form.Count ?? count) == count)
        {
            form = form with { Count = count };
            options.Remove("num_images");
        }

        if (Taken("seed", form.Seed) is { } seed) form = form with { Seed = seed };
        if (Taken("resolution", form.Resolution) is { } resolution) form = form with { Resolution = resolution };
        if (Controls.InputOf(model) is { } input && (options[input.Name] is JsonArray many ? many.FirstOrDefault() : options[input.Name])?.ToString() is { } image
            && ImageInputs.IsOwnFile(image) && Same(form.Reference, image))
        {
            form = form with { Reference = image };
            options.Remove(input.Name);
        }

        return form;

        string? Taken(string name, string? before)
        {
            if (options[name]?.ToString() is not { } value || !Same(before, value)) return null;
            options.Remove(name);
            return value;
        }
    }

    // Lanes that were set apart from each other by a program stay so: the controls say the first one's.
    private static bool Same(string? before, string now) => before is null || before == now;

    private static IEnumerable<(string Field, string Value)> FieldsOf(string field, JsonNode? value) => value switch
    {
        null => [],
        JsonObject parts => parts.Where(p => p.Value is JsonValue).Select(p => ($"{field}[{p.Key}]", p.Value!.ToString())),
        JsonArray items => items.OfType<JsonValue>().Select(item => (field, item.ToString())),
        _ => [(field, value.ToString())],
    };
}
