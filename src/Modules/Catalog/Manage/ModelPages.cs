using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using OmniHub.Contracts.Catalog;
using OmniHub.Kernel;
using OmniHub.Ui;

namespace OmniHub.Catalog;

/// <summary>GET /admin/models: search and list; its switches. The pages of one model and of a new one are beside it.</summary>
internal static class ModelPages
{
    public static void MapModelPages(this IEndpointRouteBuilder routes)
    {
        var pages = routes.MapGroup("/admin/models").ForAdmins().Limited(LimitClass.Pages).ExcludeFromDescription();
        pages.MapGet("/", Handle).WithName("ModelsPage");
        pages.MapGet("/new", NewModelPage.Handle).WithName("NewModelPage");
        pages.MapPost("/new", NewModelPage.HandlePost);
        pages.MapPost("/switch/{**id}", HandleSwitch);
        pages.MapPost("/provider/{name}", SwitchProvider.Handle);
        pages.MapPost("/price/{**id}", ShowPriceCheck.Handle);
        pages.MapPost("/planned/{id}", DropPlanned.Handle);
        pages.MapGet("/{**id}", EditModel.Handle).WithName("ModelPage");
        pages.MapPost("/{**id}", EditModel.HandlePost);
    }

    public static PageView Handle(Catalog catalog, string? q = null, string? type = null, string? state = null, string? sort = null)
    {
        var (now, search) = (catalog.Now, string.IsNullOrWhiteSpace(q) ? null : q.Trim());
        var found = now.Entries.Where(e => (search is null || ListAllModels.Has(e, search)) && IsOf(e, type) && IsIn(e, state))
            .Select(e => ModelRow.Of(e, now.Card(e.Id)!, now.Margin));
        var rows = sort switch
        {
            "price" => found.OrderBy(r => r.Price),
            "-price" => found.OrderByDescending(r => r.Price),
            _ => found.OrderBy(r => r.Name, StringComparer.OrdinalIgnoreCase),
        };
        var view = new ModelsPageView(
            search, type, state, sort, [.. rows], now.Entries.Count, now.Entries.Count(e => e.IsOpen), now.Margin);
        return new PageView("/Catalog/Manage/ModelsPage.cshtml", view, "Models", Frame.Admin);
    }

    /// <summary>Opens or closes a model at once, from the list or its page.</summary>
    public static async Task<Reply> HandleSwitch(
        string id, Body<SwitchForm> body, HttpContext http, ICurrentUser me, CatalogDb db, Catalog catalog, ModelLog log, CancellationToken ct)
    {
        var name = ShowModel.Decode(id);
        var form = new ModelForm(null, null, body.Value.Enabled, body.Value.Featured, null, null, default);
        var no = await ChangeModel.ApplyAsync(name, form, http, me, db, catalog, log, ct);
        return no is not null ? no
            : Reply.Of(new { id = name }).Redirect(body.Value.Back == "list" ? "/admin/models?q=" + Uri.EscapeDataString(name) : HrefOf(name) + "?done=switch");
    }

    public static string HrefOf(string id) => "/admin/models/" + Uri.EscapeDataString(id);

    private static bool IsOf(Entry e, string? type) => type switch
    {
        "image" => e.Type == Medium.Image,
        "video" => e.Type == Medium.Video,
        "chat" => e.Type == Medium.Chat,
        _ => true,
    };

    private static bool IsIn(Entry e, string? state) => state switch
    {
        "open" => e.IsOpen,
        "closed" => e.ClosedReason is not null,
        "disabled" => !e.IsEnabled && e.ClosedReason is null,
        "featured" => e.IsFeatured,
        _ => true,
    };
}

/// <summary>Body of the switches.</summary>
internal sealed record SwitchForm(bool? Enabled, bool? Featured, string? Back);

/// <summary>The list and what it was asked for.</summary>
internal sealed record ModelsPageView(
    string? Search, string? Type, string? State, string? Sort, IReadOnlyList<ModelRow> Rows, int Count, int Open, decimal Margin)
{
    /// <summary>For the test that renders every view: some, and none.</summary>
    public static ModelsPageView[] Samples =>
    [
        new("flux", "image", "open", null, [ModelRow.Sample, ModelRow.Sample with { IsOpen = false, ClosedReason = "It has no price." }], 41, 33, 18),
        new(null, null, null, "-price", [], 0, 0, 0),
    ];

    public string Href(string? type, string? state, string? sort) => "/admin/models" + QueryString.Create(
        new[] { ("q", Search), ("type", type), ("state", state), ("sort", sort) }
            .Where(p => p.Item2 is not null).Select(p => KeyValuePair.Create(p.Item1, p.Item2)));
}

/// <summary>One model of the list; without a margin where it has a price of its own.</summary>
internal sealed record ModelRow(
    string Id, string Name, string Type, string Provider, string Endpoint, Micros? Price, string Unit, decimal? Margin, bool IsOwnMargin,
    bool IsOpen, bool IsEnabled, bool IsFeatured, string? ClosedReason)
{
    public static ModelRow Sample => new(
        "flux-dev", "FLUX.1 [dev]", "image", "fal", "fal-ai/flux/dev", new(29_500), "megapixel", 18, false, true, true, true, null);

    public string Href => ModelPages.HrefOf(Id);

    public static ModelRow Of(Entry e, ModelCard card, decimal margin) => new(
        e.Id, e.Name, e.Type.ToString().ToLowerInvariant(), e.Provider, e.Endpoint, e.HasPrice ? card.Credits : null, e.Unit, e.Own is null ? e.Margin ?? margin : null,
        e.Margin is not null, e.IsOpen, e.IsEnabled, e.IsFeatured, e.ClosedReason);
}
