using OmniHub.Contracts.Accounts;
using OmniHub.Contracts.Catalog;
using OmniHub.Kernel;

namespace OmniHub.Generation;

/// <summary>The whole composer.</summary>
internal sealed record ComposerView(
    Medium Type, string Prompt, ModelsView Models, SettingsView Settings, FootView Foot, PickerView Picker, ReferenceView Reference,
    IReadOnlyDictionary<string, string[]> Errors, PlaceView Place)
{
    public const int PromptLengthMax = 8_000;

    /// <summary>Why the last press was refused, or what the form holds no more; it stays until somebody goes on.</summary>
    public string? Notice { get; init; }

    public string TypeWord => Type == Medium.Video ? "video" : "image";

    public static ComposerView Sample => new(
        Medium.Image, "A small house", ModelsView.Sample, SettingsView.Sample, FootView.Sample, PickerView.Sample, new(null, null, false), new Dictionary<string, string[]>(), PlaceView.Sample);
}

/// <summary>The chosen lanes.</summary>
internal sealed record ModelsView(IReadOnlyList<LaneView> Lanes)
{
    public static ModelsView Sample => new([new("flux-dev", 'A', "FLUX.1 [dev]", "Black Forest Labs", new Micros(25_000))]);
}

/// <summary>One chosen model. A null price is one that the settings do not allow to compute.</summary>
internal sealed record LaneView(string ModelId, char Letter, string Name, string Sub, Micros? Price);

/// <summary>Controls that the chosen models share, and each one's own options.</summary>
internal sealed record SettingsView(
    Medium Type, ChoiceView Ratio, ChoiceView Count, ChoiceView Seconds, ChoiceView Resolution, bool HasSeed, string? Seed,
    IReadOnlyList<MoreView> More)
{
    /// <summary>Options that came with a run and have no control here: they go along.</summary>
    public IReadOnlyList<(string Field, string Value)> Kept { get; init; } = [];

    public static SettingsView Sample => new(
        Medium.Image, new(["1:1", "4:3"], "4:3"), new(["1", "2"], "1"), new([], null), new([], null), true, null,
        [new("FLUX.1 [dev]", 'A', [OptionView.Sample])]);
}

/// <summary>Values of a control and the one that is set; no values, no control.</summary>
internal sealed record ChoiceView(IReadOnlyList<string> Values, string? Set);

/// <summary>The further options of one model.</summary>
internal sealed record MoreView(string Model, char Letter, IReadOnlyList<OptionView> Options);

/// <summary>One schema-driven field.</summary>
internal sealed record OptionView(string Field, string Id, ModelOption Option, string? Value, string? Error)
{
    public string Placeholder => Option.Default?.ToString() ?? "Default";

    public static OptionView Sample => new(
        "o[flux-dev][guidance_scale]", "o-flux-dev-guidance_scale",
        new("guidance_scale", "Guidance", OptionKind.Number, false, null, [], 1, 20, "How close to the prompt.", false), null, null);
}

/// <summary>The estimate, the button and what is left.</summary>
/// <param name="Lines">One a lane, where there are several.</param>
/// <param name="Total">The most that this press can cost; null when it cannot be computed.</param>
/// <param name="Balance">Spendable now.</param>
/// <param name="Advice">The cheapest fix where the balance is short.</param>
/// <param name="Key">Idempotency key of the next press.</param>
internal sealed record FootView(
    string Label, IReadOnlyList<FootLine> Lines, Micros? Total, Micros Balance, string Button, string? Advice, string Key)
{
    public bool IsShort => Total > Balance;

    /// <summary>A workspace that somebody else pays for, by its name; null where one pays oneself.</summary>
    public string? PaidIn { get; init; }

    /// <summary>A viewer makes nothing here.</summary>
    public bool IsReadOnly { get; init; }

    public static FootView Sample => new("1 model, 1 image", [], new Micros(25_000), new Micros(1_000_000), "Generate 1 image", null, "k");
}

/// <summary>A line of the receipt.</summary>
internal sealed record FootLine(char Letter, string Name, Micros? Price, string? Note);

/// <summary>The list of models to choose from.</summary>
internal sealed record PickerView(Medium Type, string? Q, IReadOnlyList<PickView> Models, int Count, Micros Total)
{
    public static PickerView Sample => new(Medium.Image, null, [new("flux-dev", "FLUX.1 [dev]", "Black Forest Labs", "text to image", new Micros(25_000), "image", true, true, true)], 1, new Micros(25_000));
}

/// <summary>One model of the list.</summary>
internal sealed record PickView(
    string Id, string Name, string Family, string Does, Micros Price, string Unit, bool IsChosen, bool IsFeatured, bool IsFound)
{
    public string FieldId => "m-" + Id.Replace('.', '_').Replace('/', '_');
}

/// <summary>The input image.</summary>
internal sealed record ReferenceView(string? Id, string? Url, bool IsNeeded, string? Error = null)
{
    public static ReferenceView Sample => new(null, null, true);
}

/// <summary>Where new work goes, and who pays for it.</summary>
internal sealed record PlaceView(WorkPlace Place, IReadOnlyList<ProjectName> Projects, string? ProjectId)
{
    public static PlaceView Sample => new(WorkPlace.Sample, [new("prj_1", "Tea house", "wsp_1")], "prj_1");

    public static IEnumerable<PlaceView> Samples => [Sample with { Place = WorkPlace.Sample with { MaySpend = false }, Projects = [] }];

    public string Payer => Place switch
    {
        { PayerName: null } => "your credits pay.",
        { LimitLeft: { } left } => $"{Place.PayerName} pays. {left} left of your limit this month.",
        _ => $"{Place.PayerName} pays.",
    };
}
