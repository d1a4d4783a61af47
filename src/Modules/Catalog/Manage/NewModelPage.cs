using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using OmniHub.Kernel;
using OmniHub.Ui;

namespace OmniHub.Catalog;

/// <summary>GET and POST /admin/models/new: a model of a provider that the lists do not have. It starts disabled.</summary>
internal static class NewModelPage
{
    public static PageView Handle() => Page(new(null, null), 200);

    public static async Task<Reply> HandlePost(
        Body<NewModelPageForm> body, HttpContext http, ICurrentUser me, CatalogDb db, Catalog catalog, ModelLog log, CancellationToken ct)
    {
        var form = body.Value;
        var (options, wrong) = form.ReadOptions();
        if (wrong is not null) return Reply.No(wrong).Page(Page(new(form, wrong), wrong.Status));
        var made = new NewModelForm(
            form.Id, form.Name, form.Type, form.Provider, form.Family, form.Endpoint, form.Description, form.Pricing(), options, form.ContextLength,
            form.OutputTokensMax);
        var reply = await AddModel.Handle(new Body<NewModelForm>(made), http, me, db, catalog, log, ct);
        return reply.Refusal is { } no ? Reply.No(no).Page(Page(new(form, no), no.Status))
            : Reply.Of(new { id = form.Id }, StatusCodes.Status201Created).Redirect(ModelPages.HrefOf(form.Id!) + "?done=made");
    }

    private static PageView Page(NewModelView view, int status) =>
        new("/Catalog/Manage/NewModelPage.cshtml", view, "Add a model", Frame.Admin) { Status = status };
}

/// <summary>Body of the form.</summary>
internal sealed record NewModelPageForm(
    string? Id, string? Name, string? Type, string? Provider, string? Family, string? Endpoint, string? Description, string? Component,
    string? Price, string? AnswerPrice, string? Options, int? ContextLength, int? OutputTokensMax)
{
    /// <summary>The prices, as the API would have sent them.</summary>
    public JsonObject Pricing() => Type == "chat" ? new() { [Units.PromptPer1M] = Price ?? "", [Units.CompletionPer1M] = AnswerPrice ?? "" }
        : new() { [Component ?? ""] = Price ?? "" };

    /// <summary>The options as JSON; nothing typed means none.</summary>
    public (JsonObject? Options, Refusal? Wrong) ReadOptions()
    {
        if (string.IsNullOrWhiteSpace(Options)) return (null, null);
        try
        {
            return JsonNode.Parse(Options) is JsonObject options ? (options, null) : (null, Refusal.Invalid("options", "The options are a JSON object."));
        }
        catch (JsonException)
        {
            return (null, Refusal.Invalid("options", "This is not well-formed JSON."));
        }
    }
}

/// <summary>The form, with what was typed.</summary>
internal sealed record NewModelView(NewModelPageForm? Form, Refusal? No)
{
    /// <summary>For the test that renders every view: empty, and refused.</summary>
    public static NewModelView[] Samples =>
        [new(null, null), new(new("x", "X", "chat", "openrouter", null, "x/y", null, null, "3", "15", "{", null, null), Refusal.Invalid("id", "An id has letters."))];

    /// <summary>Plain fields: name, label, value, hint, whether it is needed.</summary>
    public IEnumerable<(string Name, string Label, string? Value, string? Hint, bool IsNeeded)> Texts =>
    [
        ("id", "Id", Form?.Id, "As programs name it, as flux-2-pro.", true),
        ("name", "Name", Form?.Name, null, true),
        ("family", "Made by", Form?.Family, null, false),
        ("endpoint", "Provider endpoint", Form?.Endpoint, "The provider's own name for it, as fal-ai/flux/dev.", true),
        ("description", "Description", Form?.Description, "One sentence. Say what it is good at.", false),
    ];

    public string? Invalid(string field) => No?.Errors?.ContainsKey(field) == true ? "true" : null;

    public string? PriceError => No?.Errors?.FirstOrDefault(e => e.Key.StartsWith("pricing", StringComparison.Ordinal)).Value?.FirstOrDefault();

    public string? OptionsError => No?.Errors?.FirstOrDefault(e => e.Key.StartsWith("options", StringComparison.Ordinal)).Value?.FirstOrDefault();
}
