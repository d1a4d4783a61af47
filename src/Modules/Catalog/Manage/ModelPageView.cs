using System.Text.Json.Nodes;
using OmniHub.Contracts.Admin;
using OmniHub.Kernel;
using OmniHub.Ui;

namespace OmniHub.Catalog;

/// <summary>The page of one model.</summary>
internal sealed record ModelPageView(
    ModelRow Row, ModelDraft Draft, PriceCheckView Check, decimal Inherited, IReadOnlyList<ShownOption> Options, IReadOnlyList<PastPrice> Prices,
    IReadOnlyList<PlannedLine> Planned, IReadOnlyList<TrailEntry> Changes, ModelWeekView Week, Refusal? No, string? Done)
{
    /// <summary>For the test that renders every view: at rest, a chat model, and a form that was refused.</summary>
    public static ModelPageView[] Samples
    {
        get
        {
            var draft = new ModelDraft("FLUX.1 [dev]", "Sharp", true, false, new() { ["perMegapixel"] = "0.025" }, Selling.OwnMargin, "18", [], "", 1, ["seed"]);
            return
            [
                new(ModelRow.Sample, draft, PriceCheckView.Samples[0], 18, [new("seed", "Number", "–", true, false), new("image_url", "Picture", "–", true, true)],
                    [new("0.025 for a megapixel", null, DateTimeOffset.UnixEpoch, "from the catalogue", true)],
                    [new("pln_1", DateTimeOffset.UnixEpoch, ["Its own margin: 25%"])],
                    [new("ines@example.com", "model.update", [("Margin of its own in %", "15", "18")], DateTimeOffset.UnixEpoch)], ModelWeekView.Sample, null, "saved"),
                new(ModelRow.Sample with { Type = "chat", ClosedReason = "It has no price.", IsOpen = false },
                    draft with { Pricing = new() { ["promptPer1M"] = "3" }, Mode = Selling.OwnPrice, Own = new() { ["promptPer1M"] = "5" }, From = "2026-12-24T00:00" },
                    PriceCheckView.Samples[1], 0, [], [new("3 for 1M prompt tokens", "5 for 1M prompt tokens", DateTimeOffset.UnixEpoch, "set or approved by an admin", true)], [], [], ModelWeekView.Sample, null, null),
                new(ModelRow.Sample with { IsEnabled = false, IsOpen = false }, draft, PriceCheckView.Samples[2], 0, [], [], [], [], ModelWeekView.Sample,
                    Refusal.Conflict("ines@example.com saved this model at 14:02 UTC."), null),
            ];
        }
    }

    public IReadOnlyList<string> Components => Row.Type switch { "image" => Units.OfImages, "video" => Units.OfVideos, _ => Units.OfChat };

    public string? Component => Draft.Pricing.Select(p => p.Key).FirstOrDefault();

    public string TextOf(string component) => Draft.Pricing[component]?.ToString() ?? "";

    public string OwnTextOf(string component) => Draft.Own[component]?.ToString() ?? "";

    /// <summary>What somebody can be asked to pay for.</summary>
    public IReadOnlyList<string> OwnComponents => Row.Type == "chat" ? [Units.PromptPer1M, Units.CompletionPer1M] : [];

    public string? Invalid(string field) => No?.Errors?.Keys.Any(k => k == field || k.StartsWith(field + ".", StringComparison.Ordinal)) == true ? "true" : null;

    public NoticeView? Notice => No is { Errors: null } ? new(Tone.Bad, No.Sentence, "Reload the page to see it as it is now.", new("Reload", Row.Href))
        : No is not null ? new NoticeView(Tone.Bad, "Some fields need a change.")
        : Done switch
        {
            "saved" => new(Tone.Ok, "The model is saved", "New runs have this price at once; running ones keep the price they were quoted."),
            "switch" => new(Tone.Ok, Row.IsOpen ? "The model is open." : "The model is not open to people."),
            "planned" => new(Tone.Ok, "The change is planned", "It is listed beside the form and can be dropped until then. What has no date counts already."),
            "dropped" => new(Tone.Ok, "The planned change is dropped."),
            "made" => new(Tone.Ok, "The model is added", "It is disabled until you enable it."),
            _ => null,
        };
}

/// <summary>One option of the form.</summary>
internal sealed record ShownOption(string Name, string Kind, string Default, bool IsShown, bool IsRequired);

/// <summary>One version of the price.</summary>
/// <param name="Text">The provider's.</param>
/// <param name="Own">What people pay in place of it; null: it and the margin.</param>
/// <param name="From">Since when.</param>
/// <param name="Source">Who said so.</param>
/// <param name="IsInForce">It counts now.</param>
internal sealed record PastPrice(string Text, string? Own, DateTimeOffset From, string Source, bool IsInForce)
{
    /// <summary><c>0.04 for an image</c>, of prices as they are kept.</summary>
    public static string Words(IEnumerable<KeyValuePair<string, string>> prices) =>
        string.Join(", ", prices.Select(c => $"{c.Value} for {PriceCheckView.WordOf(c.Key)}"));
}

/// <summary>A change that waits for its time.</summary>
internal sealed record PlannedLine(string Id, DateTimeOffset At, IReadOnlyList<string> Lines)
{
    public static PlannedLine Of(PlannedChange planned) =>
        new(planned.Id, planned.At, [.. JsonNode.Parse(planned.Change)!.AsObject().Select(c => Words(c.Key, c.Value))]);

    private static string Words(string field, JsonNode? value) => (field, value) switch
    {
        (Tariff.PricingName, JsonObject prices) => "The provider takes " + Words(prices),
        (Tariff.OwnName, JsonObject prices) => "People pay " + Words(prices),
        (Tariff.OwnName, _) => "No price of its own",
        (Tariff.MarginName, null) => "The margin of the settings",
        (Tariff.MarginName, _) => $"A margin of its own of {value}%",
        _ => value?.GetValue<bool>() == true ? "A price of 0 is meant" : "A price of 0 is not meant",
    };

    private static string Words(JsonObject prices) => PastPrice.Words(prices.Select(p => KeyValuePair.Create(p.Key, p.Value!.ToString())));
}
