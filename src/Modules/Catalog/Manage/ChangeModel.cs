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
        var errors = form.Check(log.Now);
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

    /// <summary>The change inside of a transaction. Null where the form was opened before somebody else saved.</summary>
    public static async Task<Dictionary<string, object?[]>?> ApplyAsync(
        CatalogDb db, string id, ModelForm form, string actor, DateTimeOffset now, Dictionary<string, string[]> errors, CancellationToken ct)
    {
        db.ChangeTracker.Clear();
        var row = await db.Models.SingleAsync(m => m.Id == id, ct);
        if (form.Seen is { } seen && seen != row.UpdatedAt.ToUnixTimeMilliseconds()) return null;
        var price = await db.Prices.AsNoTracking().FirstOrDefaultAsync(p => p.Id == row.PriceId, ct);
        var was = Tariff.Of(row, price);
        // A plan changes what the plans before it leave.
        if (form.EffectiveAt is { } from)
        {
            foreach (var earlier in await db.Planned.AsNoTracking().Where(p => p.ModelId == id && p.At <= from).OrderBy(p => p.At).ThenBy(p => p.Id).ToListAsync(ct))
                was = was.With(row.Type, earlier.Form(), []);
        }

        var made = was.With(row.Type, form, errors);
        if (errors.Count > 0) return [];
        if (form.Enabled == true && made.Pricing.Count == 0) errors["enabled"] = ["Set a price first: a model without one stays closed."];
        if (!made.IsFree && made.Pricing.Values.Any(usd => usd == 0) && (form.Free is not null || form.Enabled == true))
            errors["free"] = ["A price of 0 is accepted only together with free."];
        var priceChanges = was.ChangesTo(made);
        if (form.EffectiveAt is not null && priceChanges.Count == 0)
            errors["effectiveAt"] = ["Nothing about price or margin would change then."];
        if (errors.Count > 0) return [];

        var changes = new Dictionary<string, object?[]>();
        Set("name", row.Name, form.Name?.Trim(), value => row.Name = value);
        Set("description", row.Description, form.Description?.Trim(), value => row.Description = value);
        Set("featured", row.IsFeatured, form.Featured ?? row.IsFeatured, value => row.IsFeatured = value);
        Set("hiddenOptions", row.HiddenOptions, form.Hidden, value => row.HiddenOptions = value);
        if (form.EffectiveAt is { } at) changes[PlannedChange.Field] = [null, db.Planned.Add(PlannedChange.Of(id, at, priceChanges, actor, now)).Entity.Node()];
        else Price(db, row, price, made, priceChanges, form, actor, now, changes);
        if (form.Enabled == true || (form is { Pricing: not null, EffectiveAt: null, Vouches: true }))
            (row.ClosedReason, row.IsSandboxOnly) = Trusted(row, changes);
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

    private static void Price(
        CatalogDb db, Model row, Price? price, Tariff made, Dictionary<string, object?[]> priceChanges, ModelForm form, string actor,
        DateTimeOffset now, Dictionary<string, object?[]> changes)
    {
        if (form.Pricing is not null) row.MarkEdited(Tariff.PricingName);
        foreach (var (field, change) in priceChanges)
        {
            row.MarkEdited(field);
            changes[field] = change;
        }

        (row.IsFree, row.MarginPercent) = (made.IsFree, made.Margin.Length == 0 ? null : made.Margin);
        if (!priceChanges.ContainsKey(Tariff.PricingName) && !priceChanges.ContainsKey(Tariff.OwnName)) return;
        var version = new Price
        {
            Id = Id.New("prc"),
            ModelId = row.Id,
            Unit = made.Pricing.Count == 0 ? price!.Unit : PricingForm.UnitOf(row.Type, made.Pricing),
            Components = PricingForm.Text(made.Pricing),
            Own = made.Own is null ? null : PricingForm.Text(made.Own),
            Origin = actor,
            CreatedAt = now,
        };
        db.Prices.Add(version);
        row.PriceId = version.Id;
    }
}
