using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using OmniHub.Contracts.Accounts;
using OmniHub.Contracts.Catalog;
using OmniHub.Kernel;

namespace OmniHub.Generation;

/// <summary>Builds the composer from what it holds: the same answer for the page, for a change, and for a refusal.</summary>
internal sealed class Compose(ICatalog catalog, ICurrentUser me, GenerationDb db, IWorkspaces workspaces, MediaLinks links, IProjects projects)
{
    private static readonly string[] FirstImages = ["flux-schnell", "flux-dev"];
    private static readonly string[] FirstVideos = ["kling-v2.5-turbo-pro", "wan-2.5"];

    /// <summary>The composer for this form.</summary>
    public async Task<ComposerView> ViewAsync(ComposerForm form, Refusal? refusal, CancellationToken ct)
    {
        var type = TypeOf(form);
        var all = await catalog.ListAsync(type, ct);
        var chosen = Choose(all, form);
        var draft = Draft.Of(catalog, chosen, form);
        var (place, isMoved) = await PlaceAsync(form, ct);
        var errors = refusal?.Errors ?? new Dictionary<string, string[]>();
        return new ComposerView(
            type, form.Prompt ?? "", ModelsOf(draft), SettingsOf(type, draft, form, errors.Count > 0 ? draft.Errors : new Dictionary<string, string[]>()),
            FootOf(type, draft, form, place.Place), PickerOf(type, all, chosen, draft), await ReferenceAsync(draft, form, ct), errors, place)
        {
            Notice = isMoved ? $"You do not work in that workspace any more. Here, in {place.Place.Name}, {place.Payer}"
                : NoticeOf(refusal, place.Place.Available < draft.Total) ?? await ClosedAsync(all, form, ct),
        };
    }

    public static Medium TypeOf(ComposerForm form) => form.Type == "video" ? Medium.Video : Medium.Image;

    /// <summary>The chosen models that are open, in the order of the form.</summary>
    public static IReadOnlyList<ModelCard> Choose(IReadOnlyList<ModelCard> all, ComposerForm form) =>
        [.. form.Models.Distinct().Select(id => all.FirstOrDefault(m => m.Id == id)).OfType<ModelCard>().Take(Draft.LanesMax).Select(Shown)];

    /// <summary>Something good for the first visit. Nobody who has chosen is given another model than that.</summary>
    public async Task<IReadOnlyList<string>> FirstAsync(Medium type, CancellationToken ct)
    {
        var all = await catalog.ListAsync(type, ct);
        string[] first = type == Medium.Video ? FirstVideos : FirstImages;
        return first.FirstOrDefault(id => all.Any(m => m.Id == id)) is { } good ? [good] : [.. all.Take(1).Select(m => m.Id)];
    }

    /// <summary>Which of the chosen models cannot be used now, in a sentence; null where all can.</summary>
    public async Task<string?> ClosedAsync(IReadOnlyList<ModelCard> all, ComposerForm form, CancellationToken ct)
    {
        if (await catalog.SayClosedAsync(all, form.Models, ct) is not { } closed) return null;
        var isSome = form.Models.Any(id => all.Any(m => m.Id == id));
        return $"{closed} {(all.Count == 0 ? "No model of this kind is open." : isSome ? "The others are still chosen." : "Choose another model.")}";
    }

    // What the operator hides has the provider's default.
    private static ModelCard Shown(ModelCard model) => model with { Options = [.. model.Options.Where(o => !o.IsHidden)] };

    /// <summary>The workspace that the form names; whoever was removed from it meanwhile works where they are now.</summary>
    private async Task<(PlaceView Place, bool IsMoved)> PlaceAsync(ComposerForm form, CancellationToken ct)
    {
        var named = string.IsNullOrEmpty(form.WorkspaceId) ? null : form.WorkspaceId;
        var place = await workspaces.PlaceAsync(me.Id, named, ct);
        var isMoved = place is null;
        place ??= await workspaces.PlaceAsync(me.Id, null, ct) ?? throw new InvalidOperationException("Everybody has a workspace of their own.");
        return (new(place, await projects.ListAsync(me.Id, place.Id, ct), form.ProjectId), isMoved);
    }

    private static ModelsView ModelsOf(Draft draft) => new(
        [.. draft.Lanes.Select(lane => new LaneView(lane.Model.Id, lane.Letter, lane.Model.Name, string.Join(", ", lane.Notes.Prepend(lane.Model.Family)), lane.Quote?.Credits))]);

    private static SettingsView SettingsOf(Medium type, Draft draft, ComposerForm form, IReadOnlyDictionary<string, string[]> errors)
    {
        var models = draft.Lanes.Select(lane => lane.Model).ToList();
        if (models.Count == 0) return new(type, new([], null), new([], null), new([], null), new([], null), false, null, []);
        var seconds = Controls.SecondsOf(models);
        return new(
            type,
            new(Controls.RatiosOf(models), form.Ratio),
            new([.. Enumerable.Range(1, Math.Max(1, Controls.CountMax(models))).Select(Text)], Text(form.Count ?? 1)),
            new([.. seconds.Select(Text)], form.Seconds is { } s ? Text(s) : DefaultSeconds(models, seconds)),
            new(Controls.ResolutionsOf(models), form.Resolution),
            models.Any(Controls.HasSeed), form.Seed,
            [.. draft.Lanes.Select(lane => new MoreView(lane.Model.Name, lane.Letter, [.. Controls.MoreOf(lane.Model).Select(o => OptionOf(lane.Model, o, form, errors))]))])
        {
            Kept = [.. models.SelectMany(m => TakeOver.Fields(m, form.O?[m.Id] as JsonObject))],
        };
    }

    private static string? DefaultSeconds(List<ModelCard> models, IReadOnlyList<int> seconds) =>
        models.Select(m => m.Options.FirstOrDefault(o => o.Name == "duration")?.Default?.ToString().TrimEnd('s')).FirstOrDefault(d => d is not null && seconds.Any(s => Text(s) == d));

    private static OptionView OptionOf(ModelCard model, ModelOption option, ComposerForm form, IReadOnlyDictionary<string, string[]> errors)
    {
        var field = $"o[{model.Id}][{option.Name}]";
        return new(field, $"o-{model.Id}-{option.Name}", option, form.O?[model.Id]?[option.Name]?.ToString(), errors.GetValueOrDefault(field)?[0]);
    }

    private static FootView FootOf(Medium type, Draft draft, ComposerForm form, WorkPlace place)
    {
        var balance = place.Available;
        var lanes = draft.Lanes.Count;
        var each = type == Medium.Video ? "video" : (form.Count ?? 1) == 1 ? "image" : "images";
        var made = lanes * (type == Medium.Video ? 1 : Math.Max(1, form.Count ?? 1));
        Micros? total = lanes > 0 && draft.Lanes.All(lane => lane.Quote is not null) ? draft.Total : null;
        return new(
            lanes switch { 0 => "No model chosen", 1 => draft.Lanes[0].Model.Name, _ => $"{lanes} models, {(type == Medium.Video ? 1 : form.Count ?? 1)} {each} each" },
            lanes > 1 ? [.. draft.Lanes.Select(lane => new FootLine(lane.Letter, lane.Model.Name, lane.Quote?.Credits, null))] : [],
            total, balance,
            lanes == 0 ? "Choose a model" : $"Generate {made} {(type == Medium.Video ? made == 1 ? "video" : "videos" : made == 1 ? "image" : "images")}",
            total > balance ? Advice(draft, balance) : null, Id.New("idk"))
        {
            PaidIn = place.PayerName is null ? null : place.Name,
            IsReadOnly = !place.MaySpend,
        };
    }

    // Field errors stand at their fields, and a short balance says so itself.
    private static string? NoticeOf(Refusal? refusal, bool isShort) =>
        refusal is null || (refusal.Status == 402 && isShort) ? null : refusal.Errors is { } e && !e.ContainsKey("models") ? "Some settings need a change." : refusal.Sentence;

    private static string Advice(Draft draft, Micros balance)
    {
        var dearest = draft.Lanes.MaxBy(lane => lane.Quote!.Credits)!;
        var rest = draft.Total - dearest.Quote!.Credits;
        return draft.Lanes.Count > 1 && rest <= balance ? $"Remove {dearest.Model.Name} to bring it to {rest}." : "Choose a cheaper model or a shorter, smaller result.";
    }

    private static PickerView PickerOf(Medium type, IReadOnlyList<ModelCard> all, IReadOnlyList<ModelCard> chosen, Draft draft) => new(
        type, null,
        [.. all.Select(m => new PickView(m.Id, m.Name, m.Family, Does(m), m.Credits, Per(m), chosen.Any(c => c.Id == m.Id), m.Featured, true))],
        chosen.Count, draft.Total);

    private static string Does(ModelCard model) => model.Capabilities.Count > 0 ? model.Capabilities[0].Replace('-', ' ') : model.Type.ToString().ToLowerInvariant();

    private static string Per(ModelCard model) => model.Unit is "image" or "video" ? $"a default {model.Unit}" : $"a default run, by the {model.Unit}";

    private async Task<ReferenceView> ReferenceAsync(Draft draft, ComposerForm form, CancellationToken ct)
    {
        var isNeeded = draft.Lanes.Any(lane => Controls.InputOf(lane.Model) is { Required: true });
        if (form.Reference is null) return new(null, null, isNeeded);
        var visible = await workspaces.VisibleAsync(me.Id, ct);
        var file = await db.Media.AsNoTracking().SingleOrDefaultAsync(m => m.Id == form.Reference && visible.Contains(m.WorkspaceId), ct);
        return file is null ? new(null, null, isNeeded) : new(file.Id, links.Show(file).ThumbnailUrl, isNeeded);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
