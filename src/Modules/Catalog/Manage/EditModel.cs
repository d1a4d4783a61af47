using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using OmniHub.Contracts.Admin;
using OmniHub.Contracts.Catalog;
using OmniHub.Contracts.Figures;
using OmniHub.Kernel;
using OmniHub.Ui;

namespace OmniHub.Catalog;

/// <summary>GET and POST /admin/models/{id}: one model with its price, what people would pay, its options and its history.</summary>
internal static class EditModel
{
    private const int ChangesMax = 12, PricesMax = 12;

    public static async Task<IResult> Handle(
        string id, Catalog catalog, ModelReading read, CancellationToken ct, string? done = null) =>
        await PageAsync(ShowModel.Decode(id), null, null, done, catalog, read, ct) is { } page ? page
            : Reply.No(Refusal.NotFound("There is no such model."));

    public static async Task<Reply> HandlePost(
        string id, Body<ModelEditForm> body, HttpContext http, ICurrentUser me, CatalogDb db, Catalog catalog, ModelLog log,
        ModelReading read, CancellationToken ct)
    {
        var name = ShowModel.Decode(id);
        if (catalog.Now.Find(name) is not { } entry) return Refusal.NotFound("There is no such model.");
        var draft = body.Value.Draft(entry);
        var no = await ChangeModel.ApplyAsync(name, draft.Change(entry), http, me, db, catalog, log, ct);
        if (no is null) return Reply.Of(new { id = name }).Redirect(ModelPages.HrefOf(name) + "?done=saved");
        if (no.Status == StatusCodes.Status409Conflict && await read.Trail.OfAsync(name, 1, ct) is [var last, ..])
            no = no with { Sentence = $"{last.Who} saved this model at {last.At.UtcDateTime:HH:mm} UTC, after you had opened it. Nothing of yours was saved." };
        return await PageAsync(name, draft, no, null, catalog, read, ct) is { } page ? Reply.No(no).Page(page) : no;
    }

    private static async Task<PageView?> PageAsync(
        string id, ModelDraft? draft, Refusal? no, string? done, Catalog catalog, ModelReading read, CancellationToken ct)
    {
        var now = catalog.Now;
        if (now.Find(id) is not { } entry) return null;
        var prices = await read.Db.Prices.AsNoTracking().Where(p => p.ModelId == id).OrderByDescending(p => p.Id).Take(PricesMax).ToListAsync(ct);
        var typed = draft ?? ModelDraft.Of(entry);
        var view = new ModelPageView(
            ModelRow.Of(entry, now.Card(id)!, now.Margin), typed, PriceCheckView.Of(entry, typed, now.Margin), now.Margin,
            [.. entry.Options.Select(o => new ShownOption(o.Name, KindOf(o), o.Default?.ToString() ?? "–", typed.Shown.Contains(o.Name), o.Required))],
            [.. prices.Select(p => new PastPrice(Words(p.Components), p.CreatedAt, SourceOf(p.Origin), p.Id == entry.Version))],
            await read.Trail.OfAsync(id, ChangesMax, ct), await ModelWeekView.ReadAsync(read.Figures, id, read.Clock.GetUtcNow(), ct), no, done);
        return new("/Catalog/Manage/ModelPage.cshtml", view, entry.Name, Frame.Admin) { Status = no?.Status ?? StatusCodes.Status200OK };
    }

    private static string SourceOf(string origin) => origin == SeedModels.Origin ? "from the catalogue"
        : origin.StartsWith("usr_", StringComparison.Ordinal) ? "set or approved by an admin"
        : "from the provider’s list";

    private static string Words(string components) => string.Join(", ", JsonSerializer.Deserialize<Dictionary<string, string>>(components)!
        .Select(c => $"{c.Value} for {PriceCheckView.WordOf(c.Key)}"));

    private static string KindOf(ModelOption option) => option.Kind switch
    {
        OptionKind.Flag => "Yes or no",
        OptionKind.Integer or OptionKind.Number => "Number",
        OptionKind.Choice => "Choice",
        OptionKind.Image => "Picture",
        OptionKind.Images => "Pictures",
        OptionKind.File => "File",
        OptionKind.Json => "JSON",
        _ => "Text",
    };
}

/// <summary>What the page of a model is read from.</summary>
internal sealed record ModelReading(CatalogDb Db, IAuditTrail Trail, IEnumerable<IWorkFigures> Figures, TimeProvider Clock);

/// <summary>Body of the form: texts as they were typed.</summary>
internal sealed record ModelEditForm(
    string? Name, string? Description, bool? Featured, bool? Free, string? Component, string? Price, JsonObject? Pricing, string? MarginMode,
    string? MarginPercent, long? Seen, IReadOnlyList<string>? Shown)
{
    public ModelDraft Draft(Entry entry)
    {
        var pricing = entry.Type == Medium.Chat ? Pricing ?? []
            : Component is { Length: > 0 } component ? new JsonObject { [component] = Price ?? "" }
            : [];
        return new(
            Name ?? "", Description ?? "", Featured ?? false, Free ?? false, pricing, MarginMode == "own", MarginPercent ?? "", Seen ?? 0,
            [.. entry.Options.Where(o => o.Required).Select(o => o.Name), .. Shown ?? []]);
    }
}

/// <summary>What the form holds.</summary>
internal sealed record ModelDraft(
    string Name, string Description, bool IsFeatured, bool IsFree, JsonObject Pricing, bool IsOwnMargin, string Margin, long Seen,
    IReadOnlyList<string> Shown)
{
    private const decimal MarginMax = 1000;
    private const int MarginDecimals = 2;

    /// <summary>The margin of its own, where it can be one.</summary>
    public decimal? MarginValue => decimal.TryParse(Margin, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var margin)
        && margin is >= 0 and <= MarginMax && decimal.Round(margin, MarginDecimals) == margin ? margin : null;

    /// <summary>The model as it is.</summary>
    public static ModelDraft Of(Entry e)
    {
        var pricing = new JsonObject();
        foreach (var (name, usd) in PricingForm.Texts(e.Components)) pricing[name] = usd;
        return new(
            e.Name, e.Description, e.IsFeatured, e.IsFree, pricing, e.Margin is not null, e.Margin?.ToString(CultureInfo.InvariantCulture) ?? "",
            e.UpdatedAt.ToUnixTimeMilliseconds(), [.. e.Options.Where(o => !o.IsHidden).Select(o => o.Name)]);
    }

    /// <summary>As the API would have sent it; a price that stays the same is not named, so it vouches for nothing.</summary>
    public ModelForm Change(Entry e)
    {
        var old = Of(e).Pricing;
        var isSamePrice = old.Count == Pricing.Count && old.All(p => Pricing[p.Key]?.ToString() == p.Value?.ToString());
        return new ModelForm(
            Name, Description, null, IsFeatured, IsFree, isSamePrice || Pricing.Count == 0 ? null : Pricing.DeepClone().AsObject(),
            JsonSerializer.SerializeToElement(IsOwnMargin ? Margin : null))
        {
            Seen = Seen,
            Hidden = string.Join(',', e.Options.Select(o => o.Name).Except(Shown)),
        };
    }
}

/// <summary>The page of one model.</summary>
internal sealed record ModelPageView(
    ModelRow Row, ModelDraft Draft, PriceCheckView Check, decimal Inherited, IReadOnlyList<ShownOption> Options, IReadOnlyList<PastPrice> Prices,
    IReadOnlyList<TrailEntry> Changes, ModelWeekView Week, Refusal? No, string? Done)
{
    /// <summary>For the test that renders every view: at rest, a chat model, and a form that was refused.</summary>
    public static ModelPageView[] Samples
    {
        get
        {
            var draft = new ModelDraft("FLUX.1 [dev]", "Sharp", true, false, new() { ["perMegapixel"] = "0.025" }, true, "18", 1, ["seed"]);
            return
            [
                new(ModelRow.Sample, draft, PriceCheckView.Samples[0], 18, [new("seed", "Number", "–", true, false), new("image_url", "Picture", "–", true, true)],
                    [new("0.025 for a megapixel", DateTimeOffset.UnixEpoch, "from the catalogue", true)],
                    [new("ines@example.com", "model.update", [("Margin of its own in %", "15", "18")], DateTimeOffset.UnixEpoch)], ModelWeekView.Sample, null, "saved"),
                new(ModelRow.Sample with { Type = "chat", ClosedReason = "It has no price.", IsOpen = false },
                    draft with { Pricing = new() { ["promptPer1M"] = "3" } }, PriceCheckView.Samples[1], 0, [], [], [], ModelWeekView.Sample, null, null),
                new(ModelRow.Sample with { IsEnabled = false, IsOpen = false }, draft, PriceCheckView.Samples[2], 0, [], [], [], ModelWeekView.Sample,
                    Refusal.Conflict("ines@example.com saved this model at 14:02 UTC."), null),
            ];
        }
    }

    public IReadOnlyList<string> Components => Row.Type switch { "image" => Units.OfImages, "video" => Units.OfVideos, _ => Units.OfChat };

    public string? Component => Draft.Pricing.Select(p => p.Key).FirstOrDefault();

    public string TextOf(string component) => Draft.Pricing[component]?.ToString() ?? "";

    public string? Invalid(string field) => No?.Errors?.Keys.Any(k => k == field || k.StartsWith(field + ".", StringComparison.Ordinal)) == true ? "true" : null;

    public NoticeView? Notice => No is { Errors: null } ? new(Tone.Bad, No.Sentence, "Reload the page to see it as it is now.", new("Reload", Row.Href))
        : No is not null ? new NoticeView(Tone.Bad, "Some fields need a change.")
        : Done switch
        {
            "saved" => new(Tone.Ok, "The model is saved", "New runs have this price at once; running ones keep the price they were quoted."),
            "switch" => new(Tone.Ok, Row.IsOpen ? "The model is open." : "The model is not open to people."),
            "made" => new(Tone.Ok, "The model is added", "It is disabled until you enable it."),
            _ => null,
        };
}

/// <summary>One option of the form.</summary>
internal sealed record ShownOption(string Name, string Kind, string Default, bool IsShown, bool IsRequired);

/// <summary>One version of the price.</summary>
internal sealed record PastPrice(string Text, DateTimeOffset From, string Source, bool IsInForce);
