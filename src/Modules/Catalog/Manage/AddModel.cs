using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using OmniHub.Contracts.Catalog;
using OmniHub.Kernel;

namespace OmniHub.Catalog;

/// <summary>POST /api/admin/models: a model of a provider that the lists do not have. It starts disabled.</summary>
internal static partial class AddModel
{
    private const int NameLengthMax = 120, DescriptionLengthMax = 1000;

    public static async Task<Reply> Handle(
        Body<NewModelForm> body, HttpContext http, ICurrentUser me, CatalogDb db, Catalog catalog, ModelLog log, CancellationToken ct)
    {
        var form = body.Value;
        var (wrong, schema) = SchemaShape.Read(form.Options);
        var errors = Check(form);
        if (wrong is var (field, sentence)) errors[field] = [sentence];
        var prices = errors.ContainsKey("type") ? []
            : PricingForm.Merge(form.Medium, new Dictionary<string, decimal>(), form.Pricing ?? [], free: false, errors);
        if (errors.Count > 0) return Refusal.Invalid(errors);

        var made = Row(form, schema, log.Now);
        var price = new Price
        {
            Id = Id.New("prc"),
            ModelId = made.Id,
            Unit = PricingForm.UnitOf(made.Type, prices),
            Components = PricingForm.Text(prices),
            Origin = me.Id,
            CreatedAt = made.CreatedAt,
        };
        made.PriceId = price.Id;
        if (!await InsertAsync(db, made, price, ct)) return Refusal.Conflict($"There is a model {made.Id} already.");
        var changes = new Dictionary<string, object?[]>
        {
            ["id"] = [null, made.Id],
            ["pricing"] = [null, JsonNode.Parse(price.Components)],
        };
        await log.ChangedAsync(me.Id, "model.create", made.Id, changes, http, ct);
        var now = catalog.Now;
        return Reply.Of(AdminModelView.Of(now, now.Find(made.Id)!), StatusCodes.Status201Created)
            .Header("Location", $"/api/admin/models/{made.Id}");
    }

    private static Dictionary<string, string[]> Check(NewModelForm form)
    {
        var errors = new Dictionary<string, string[]>();
        if (form.Id is null || !IdShape().IsMatch(form.Id) || form.Id.Contains("//", StringComparison.Ordinal))
            errors["id"] = ["An id has letters, digits and . _ : ~ / -, at most 120."];
        if (form.Name is null || form.Name.Trim().Length is 0 or > NameLengthMax)
            errors["name"] = [$"A name has 1 to {NameLengthMax} characters."];
        if (form.Description?.Length > DescriptionLengthMax)
            errors["description"] = [$"A description has at most {DescriptionLengthMax} characters."];
        if (form.Type is not ("image" or "video" or "chat" or "embedding")) errors["type"] = ["type is image, video, chat or embedding."];
        if (form.Provider is null || !ProviderShape().IsMatch(form.Provider) || (form.Type is "image" or "video" && form.Provider != "fal"))
            errors["provider"] = ["The provider of images and videos is fal; chat has openrouter, or the name of another one."];
        if (form.Endpoint is null || !IdShape().IsMatch(form.Endpoint) || form.Endpoint.Contains("..", StringComparison.Ordinal))
            errors["endpoint"] = ["The endpoint is the provider's name for the model, as fal-ai/flux/dev."];
        if (form.ContextLength is <= 0 or > 100_000_000) errors["contextLength"] = ["The context has at least one token."];
        if (form.OutputTokensMax is <= 0 or > 100_000_000) errors["outputTokensMax"] = ["An answer has at least one token."];
        return errors;
    }

    private static Model Row(NewModelForm form, JsonObject schema, DateTimeOffset now)
    {
        var type = form.Medium;
        return new Model
        {
            Id = form.Id!,
            Type = type,
            Provider = form.Provider!,
            Endpoint = form.Endpoint!,
            Name = form.Name!.Trim(),
            Family = form.Family?.Trim() ?? "",
            Description = form.Description?.Trim() ?? "",
            Capabilities = JsonSerializer.Serialize(
                new[] { type switch { Medium.Image => "text-to-image", Medium.Video => "text-to-video", Medium.Embedding => "embeddings", _ => "chat" } }),
            Options = type is Medium.Chat or Medium.Embedding ? "" : schema.ToJsonString(),
            Rules = "{}",
            ContextLength = form.ContextLength,
            OutputTokensMax = form.OutputTokensMax,
            SeedHash = "",
            Edited = "name,description,featured,enabled,pricing",
            CreatedAt = now,
            UpdatedAt = now,
        };
    }

    private static async Task<bool> InsertAsync(CatalogDb db, Model made, Price price, CancellationToken ct)
    {
        try
        {
            return await db.WriteAsync(
                async () =>
                {
                    if (await db.Models.AnyAsync(m => m.Id == made.Id, ct)) return false;
                    db.Models.Add(made);
                    db.Prices.Add(price);
                    await db.SaveChangesAsync(ct);
                    return true;
                },
                ct);
        }
        catch (DbUpdateException)
        {
            return false;
        }
    }

    [GeneratedRegex("^[A-Za-z0-9~][A-Za-z0-9._:~/-]{0,119}$")]
    private static partial Regex IdShape();

    [GeneratedRegex("^[a-z][a-z0-9-]{1,39}$")]
    private static partial Regex ProviderShape();
}

/// <summary>Body of POST /api/admin/models.</summary>
internal sealed record NewModelForm(
    string? Id, string? Name, string? Type, string? Provider, string? Family, string? Endpoint, string? Description,
    JsonObject? Pricing, JsonObject? Options, int? ContextLength, int? OutputTokensMax)
{
    /// <summary>The type, once it is known to be one.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public Medium Medium => Enum.Parse<Medium>(Type!, ignoreCase: true);
}
