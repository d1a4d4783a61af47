using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using OmniHub.Kernel;

namespace OmniHub.Catalog;

/// <summary>PUT /api/admin/models/{id}: what is named changes. A new price is a new version; runs keep the one they were quoted.</summary>
internal static class ChangeModel
{
    private const int TriesMax = 10;

    public static async Task<Reply> Handle(
        string id, Body<ModelForm> body, HttpContext http, ICurrentUser me, CatalogDb db, Catalog catalog, ModelLog log,
        CancellationToken ct)
    {
        var name = ShowModel.Decode(id);
        var no = await ApplyAsync(name, body.Value, http, me, db, catalog, log, ct);
        var now = catalog.Now;
        return no is not null ? no : Reply.Of(AdminModelView.Of(now, now.Find(name)!));
    }

    /// <summary>The decision, for programs and for the page.</summary>
    public static async Task<Refusal?> ApplyAsync(
        string name, ModelForm form, HttpContext http, ICurrentUser me, CatalogDb db, Catalog catalog, ModelLog log, CancellationToken ct)
    {
        if (catalog.Now.Find(name) is null) return Refusal.NotFound("There is no such model.");
        var errors = form.Check();
        if (errors.Count > 0) return Refusal.Invalid(errors);

        var changes = await WriteAsync(db, () => ApplyAsync(db, name, form, me.Id, log.Now, errors, ct), ct);
        if (changes is null) return Refusal.Conflict("Somebody else saved this model in the meantime.");
        if (errors.Count > 0) return Refusal.Invalid(errors);
        await log.ChangedAsync(me.Id, "model.update", name, changes, http, ct);
        return null;
    }

    /// <summary>Somebody else may change the same model at the same time: then once more, on what they left.</summary>
    public static async Task<T> WriteAsync<T>(CatalogDb db, Func<Task<T>> write, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await db.WriteAsync(write, ct);
            }
            catch (DbUpdateConcurrencyException) when (attempt < TriesMax)
            {
                await Task.Delay(Random.Shared.Next(1, 20), ct);
            }
        }
    }

    // Null where the form was opened before somebody else saved.
    private static async Task<Dictionary<string, object?[]>?> ApplyAsync(
        CatalogDb db, string id, ModelForm form, string actor, DateTimeOffset now, Dictionary<string, string[]> errors,
        CancellationToken ct)
    {
        db.ChangeTracker.Clear();
        var row = await db.Models.SingleAsync(m => m.Id == id, ct);
        if (form.Seen is { } seen && seen != row.UpdatedAt.ToUnixTimeMilliseconds()) return null;
        var price = await db.Prices.AsNoTracking().FirstOrDefaultAsync(p => p.Id == row.PriceId, ct);
        var old = price is null ? [] : JsonSerializer.Deserialize<Dictionary<string, string>>(price.Components)!
            .ToDictionary(c => c.Key, c => decimal.Parse(c.Value, CultureInfo.InvariantCulture));
        var free = form.Free ?? row.IsFree;
        var made = form.Pricing is null ? old : PricingForm.Merge(row.Type, old, form.Pricing, free, errors);
        if (errors.Count > 0) return [];
        if (form.Enabled == true && made.Count == 0) errors["enabled"] = ["Set a price first: a model without one stays closed."];
        if (!free && made.Values.Any(usd => usd == 0) && (form.Free is not null || form.Enabled == true))
            errors["free"] = ["A price of 0 is accepted only together with free."];
        if (errors.Count > 0) return [];

        var changes = new Dictionary<string, object?[]>();
        Set("name", row.Name, form.Name?.Trim(), value => row.Name = value);
        Set("description", row.Description, form.Description?.Trim(), value => row.Description = value);
        Set("featured", row.IsFeatured, form.Featured ?? row.IsFeatured, value => row.IsFeatured = value);
        Set("hiddenOptions", row.HiddenOptions, form.Hidden, value => row.HiddenOptions = value);
        Set("free", row.IsFree, free, value => row.IsFree = value);
        if (form.MarginPercent.ValueKind != JsonValueKind.Undefined)
            Set("marginPercent", row.MarginPercent ?? "", form.MarginText, value => row.MarginPercent = value.Length == 0 ? null : value);
        if (form.Pricing is not null)
        {
            row.MarkEdited("pricing");
            Add(db, row, price, made, actor, now, changes);
        }

        // An admin who prices a model, or opens it knowing its price, vouches for it.
        if (form.Enabled == true || form.Pricing is not null) (row.ClosedReason, row.IsSandboxOnly) = Trusted(row, changes);
        Set("enabled", row.IsEnabled, form.Enabled ?? row.IsEnabled, value => row.IsEnabled = value);
        row.Touch(now);
        await db.SaveChangesAsync(ct);
        return changes;

        void Set<T>(string field, T before, T? after, Action<T> set)
        {
            if (after is null || EqualityComparer<T>.Default.Equals(before, after)) return;
            changes[field] = [before, after];
            row.MarkEdited(field);
            set(after);
        }
    }

    private static (string?, bool) Trusted(Model row, Dictionary<string, object?[]> changes)
    {
        if (row.ClosedReason is { } reason) changes["closedReason"] = [reason, null];
        // Open in the sandbox only so far: from here on the switch decides.
        if (row.IsSandboxOnly) row.MarkEdited("enabled");
        return (null, false);
    }

    private static void Add(
        CatalogDb db, Model row, Price? price, Dictionary<string, decimal> made, string actor, DateTimeOffset now,
        Dictionary<string, object?[]> changes)
    {
        var (unit, components) = (PricingForm.UnitOf(row.Type, made), JsonSerializer.Serialize(PricingForm.Texts(made)));
        if (price is not null && price.Unit == unit && price.Components == components) return;
        var version = new Price
        {
            Id = Id.New("prc"),
            ModelId = row.Id,
            Unit = unit,
            Components = components,
            Origin = actor,
            CreatedAt = now,
        };
        db.Prices.Add(version);
        row.PriceId = version.Id;
        changes["pricing"] = [price is null ? null : JsonNode.Parse(price.Components), JsonNode.Parse(components)];
    }
}

/// <summary>Body of PUT /api/admin/models/{id}. A margin of null inherits; one that is not named stays.</summary>
internal sealed record ModelForm(
    string? Name, string? Description, bool? Enabled, bool? Featured, bool? Free, JsonObject? Pricing, JsonElement MarginPercent)
{
    /// <summary>The page's form: when the model that it showed had been changed, in UTC milliseconds.</summary>
    [JsonIgnore]
    public long? Seen { get; init; }

    /// <summary>The page's form: names of options to hide, with commas.</summary>
    [JsonIgnore]
    public string? Hidden { get; init; }

    private const int NameLengthMax = 120, DescriptionLengthMax = 1000, MarginMax = 1000, MarginDecimals = 2;

    /// <summary>The margin, or null to inherit.</summary>
    public decimal? Margin =>
        decimal.TryParse(MarginPercent.ToString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var margin) ? margin : null;

    /// <summary>As it is kept; empty to inherit.</summary>
    public string MarginText => Margin?.ToString(CultureInfo.InvariantCulture) ?? "";

    public Dictionary<string, string[]> Check()
    {
        var errors = new Dictionary<string, string[]>();
        if (Name is not null && Name.Trim().Length is 0 or > NameLengthMax)
            errors["name"] = [$"A name has 1 to {NameLengthMax} characters."];
        if (Description?.Length > DescriptionLengthMax)
            errors["description"] = [$"A description has at most {DescriptionLengthMax} characters."];
        if (MarginPercent.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null)
            && (Margin is not { } margin || margin is < 0 or > MarginMax || decimal.Round(margin, MarginDecimals) != margin))
            errors["marginPercent"] = [$"A margin is from 0 to {MarginMax} percent with {MarginDecimals} decimals, or null to inherit."];
        return errors;
    }
}
