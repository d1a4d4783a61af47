using System.Globalization;
using System.Text.Json.Nodes;
using OmniHub.Contracts.Catalog;
using OmniHub.Kernel;

namespace OmniHub.Generation;

/// <summary>What the composer holds: shared controls, and further options per model.</summary>
public sealed record ComposerForm
{
    /// <summary><c>image</c> or <c>video</c>.</summary>
    public string? Type { get; init; }

    public string? Prompt { get; init; }

    public IReadOnlyList<string> Models { get; init; } = [];

    /// <summary>As <c>4:3</c>; null leaves it to each model.</summary>
    public string? Ratio { get; init; }

    /// <summary>Images per model.</summary>
    public int? Count { get; init; }

    /// <summary>Length of a video.</summary>
    public int? Seconds { get; init; }

    public string? Resolution { get; init; }

    public string? Seed { get; init; }

    /// <summary>Input image: the id of an upload or of one's own generation.</summary>
    public string? Reference { get; init; }

    public string? WorkspaceId { get; init; }

    public string? ProjectId { get; init; }

    /// <summary>The price that was on the button.</summary>
    public Micros? MaxCredits { get; init; }

    /// <summary>Model id → option → value, as typed.</summary>
    public JsonObject? O { get; init; }
}

/// <summary>The composer's settings, turned into each model's own options and priced. Pure.</summary>
internal sealed record Draft(IReadOnlyList<DraftLane> Lanes)
{
    public const int LanesMax = 4;

    private static readonly IReadOnlyDictionary<string, string[]> None = new Dictionary<string, string[]>();

    public Micros Total => Lanes.Aggregate(Micros.Zero, (sum, lane) => sum + (lane.Quote?.Credits ?? Micros.Zero));

    public IReadOnlyDictionary<string, string[]> Errors => Lanes.SelectMany(lane => lane.Errors)
        .GroupBy(e => e.Key).ToDictionary(g => g.Key, g => g.SelectMany(e => e.Value).Distinct().ToArray());

    public static Draft Of(ICatalog catalog, IReadOnlyList<ModelCard> models, ComposerForm form) =>
        new([.. models.Take(LanesMax).Select((model, i) => LaneOf(catalog, model, i, form))]);

    private static DraftLane LaneOf(ICatalog catalog, ModelCard model, int index, ComposerForm form)
    {
        var notes = new List<string>();
        var options = OptionsOf(model, form, notes);
        return catalog.Check(model, options, fromForm: true) switch
        {
            OptionsCheck.Good good => new DraftLane(index, model, good.Options, catalog.Quote(model, form.Prompt, good.Options), None, notes),
            OptionsCheck.Bad bad => new DraftLane(index, model, options, null, Relabel(model, bad.Errors), notes),
            _ => throw new InvalidOperationException("Options are good or bad."),
        };
    }

    private static JsonObject OptionsOf(ModelCard model, ComposerForm form, List<string> notes)
    {
        var options = form.O?[model.Id] is JsonObject own ? (JsonObject)own.DeepClone() : [];
        Put("seed", form.Seed);
        Put("resolution", Controls.Has(model, "resolution", form.Resolution) ? form.Resolution : null);
        if (form.Count > 1 && model.Options.FirstOrDefault(o => o.Name == "num_images") is { } count)
            Put("num_images", Math.Min(form.Count.Value, (int)(count.Maximum ?? form.Count.Value)).ToString(CultureInfo.InvariantCulture));
        if (form.Ratio is { } ratio && !Controls.PutRatio(model, options, ratio)) notes.Add($"keeps its own shape, not {ratio}");
        if (form.Seconds is { } seconds && Controls.LengthOf(model, seconds) is { } length)
        {
            options[length.Option] = length.Value;
            if (length.Seconds != seconds) notes.Add($"{length.Seconds} s, the nearest it makes");
        }

        if (form.Reference is { } image && Controls.InputOf(model) is { } input)
            options[input.Name] = input.Kind == OptionKind.Images ? new JsonArray(image) : image;
        return options;

        void Put(string name, string? value)
        {
            if (!string.IsNullOrWhiteSpace(value) && model.Options.Any(o => o.Name == name)) options[name] = value.Trim();
        }
    }

    // "options.duration" of one lane becomes "o[model][duration]": where the form shows the field.
    private static Dictionary<string, string[]> Relabel(ModelCard model, IReadOnlyDictionary<string, string[]> errors) => errors.ToDictionary(
        e => e.Key.StartsWith("options.", StringComparison.Ordinal) ? $"o[{model.Id}][{e.Key[8..]}]" : e.Key,
        e => e.Value.Select(sentence => $"{model.Name}: {sentence}").ToArray());
}

/// <summary>One model of the draft.</summary>
/// <param name="Notes">Where a shared control does not fit this model, in a few words.</param>
internal sealed record DraftLane(
    int Index, ModelCard Model, JsonObject Options, Quote? Quote, IReadOnlyDictionary<string, string[]> Errors, IReadOnlyList<string> Notes)
{
    public char Letter => Lane.Letter(Index);
}

/// <summary>The letters of the lanes.</summary>
internal static class Lane
{
    public static char Letter(int index) => (char)('A' + index);
}
