using System.Text.Json;
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
        if (no is null) return Reply.Of(new { id = name }).Redirect($"{ModelPages.HrefOf(name)}?done={(draft.From.Length == 0 ? "saved" : "planned")}");
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
            [.. prices.Select(p => new PastPrice(Words(p.Components), p.Own is null ? null : Words(p.Own), p.CreatedAt, SourceOf(p.Origin), p.Id == entry.Version))],
            [.. entry.Planned.Select(p => PlannedLine.Of(p))],
            await read.Trail.OfAsync(id, ChangesMax, ct), await ModelWeekView.ReadAsync(read.Figures, id, read.Clock.GetUtcNow(), ct), no, done);
        return new("/Catalog/Manage/ModelPage.cshtml", view, entry.Name, Frame.Admin) { Status = no?.Status ?? StatusCodes.Status200OK };
    }

    private static string SourceOf(string origin) => origin == SeedModels.Origin ? "from the catalogue"
        : origin.StartsWith("usr_", StringComparison.Ordinal) ? "set or approved by an admin"
        : "from the provider’s list";

    private static string Words(string components) => PastPrice.Words(JsonSerializer.Deserialize<Dictionary<string, string>>(components)!);

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
