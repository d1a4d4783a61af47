using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OmniHub.Contracts.Admin;
using OmniHub.Contracts.Catalog;

namespace OmniHub.Catalog;

/// <summary>The catalogue in memory. Changes are written to the tables first, then the whole snapshot is swapped.</summary>
internal sealed class Catalog(IServiceScopeFactory scopes, ISettings settings, IConfiguration configuration) : ICatalog, IDisposable
{
    /// <summary>A count that is this many times what was quoted is a mistake of the provider, not a bill.</summary>
    private const int ReportedTimesQuotedMax = 100;

    /// <summary>Providers write their count with eight decimals.</summary>
    private const int ReportedDecimals = 8;

    private const decimal ReportedMax = 1_000_000_000;

    private readonly SemaphoreSlim reload = new(1, 1);
    private Snapshot current = new([], 0);

    /// <summary>As of now, under the margin of now.</summary>
    public Snapshot Now
    {
        get
        {
            var (snapshot, margin) = (current, settings.Current.ProfitMarginPercent);
            if (snapshot.Margin == margin) return snapshot;
            var made = new Snapshot(snapshot.Entries, margin);
            // Not over a reload that came in between.
            Interlocked.CompareExchange(ref current, made, snapshot);
            return made;
        }
    }

    /// <summary>The highest <see cref="Model.UpdatedAt"/> that the snapshot was made from.</summary>
    public DateTimeOffset LoadedUpTo { get; private set; }

    public async Task ReloadAsync(CancellationToken ct)
    {
        // One after the other: what was read first must not be shown last.
        await reload.WaitAsync(ct);
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<CatalogDb>();
            var models = await db.Models.AsNoTracking().ToListAsync(ct);
            var ids = models.Select(m => m.PriceId).OfType<string>().ToList();
            var prices = await db.Prices.AsNoTracking().Where(p => ids.Contains(p.Id)).ToDictionaryAsync(p => p.Id, ct);
            var planned = (await db.Planned.AsNoTracking().OrderBy(p => p.At).ThenBy(p => p.Id).ToListAsync(ct)).ToLookup(p => p.ModelId);
            var entries = models.Select(m => new Entry(
                m, m.PriceId is null ? null : prices.GetValueOrDefault(m.PriceId), Playing.IsSandbox(configuration, m.Provider), [.. planned[m.Id]]));
            current = new Snapshot(entries, settings.Current.ProfitMarginPercent);
            LoadedUpTo = models.Count == 0 ? default : models.Max(m => m.UpdatedAt);
        }
        finally
        {
            reload.Release();
        }
    }

    public ValueTask<ModelCard?> FindAsync(string modelId, CancellationToken ct)
    {
        var now = Now;
        return ValueTask.FromResult(now.Find(modelId) is { IsOpen: true } ? now.Card(modelId) : null);
    }

    public ValueTask<ModelCard?> FindPastAsync(string modelId, CancellationToken ct) => ValueTask.FromResult(Now.Card(modelId));

    public ValueTask<IReadOnlyList<ModelCard>> ListAsync(Medium? type, CancellationToken ct) =>
        ValueTask.FromResult<IReadOnlyList<ModelCard>>([.. Now.Open.Where(c => type is null ? c.Type != Medium.Embedding : c.Type == type)]);

    public OptionsCheck Check(ModelCard model, JsonObject? options, bool fromForm = false) =>
        Check(Schema(model), options, fromForm, needsAll: true);

    /// <summary>The same; an estimate may be asked for before an input image is there.</summary>
    public static OptionsCheck Check(OptionsSchema schema, JsonObject? options, bool fromForm, bool needsAll)
    {
        var given = options ?? [];
        var check = new SchemaCheck();
        var checkedOptions = check.Object(
            schema.Json, JsonSerializer.SerializeToElement(fromForm ? FormTexts.Typed(schema, given) : given), "options", needsAll);
        return check.Errors.Count == 0 ? new OptionsCheck.Good(checkedOptions) : new OptionsCheck.Bad(check.Errors);
    }

    public Quote Quote(ModelCard model, string? prompt, JsonObject options)
    {
        var now = Now;
        var entry = now.Find(model.Id) ?? throw new InvalidOperationException($"There is no model {model.Id}.");
        return entry.Quote(prompt, options, now.Margin);
    }

    public ChatTerms TermsOf(ModelCard model)
    {
        var now = Now;
        var entry = now.Find(model.Id) ?? throw new InvalidOperationException($"There is no model {model.Id}.");
        return new(
            entry.Id, entry.Version, entry.Component(Units.PromptPer1M), entry.Component(Units.CompletionPer1M), entry.Margin ?? now.Margin)
        {
            Own = entry.Own is null ? null : new(entry.Asked(Units.PromptPer1M), entry.Asked(Units.CompletionPer1M)),
        };
    }

    public Cost Charge(PriceTerms terms, JsonObject options, Usage usage)
    {
        var units = Used(terms, usage);
        return new Cost(
            terms.OwnUsd is { } own ? units.Charge(own, 0) : units.Charge(terms.UnitUsd, terms.MarginPercent), units.Charge(terms.UnitUsd, 0));
    }

    public void Dispose() => reload.Dispose();

    private static Ratio Used(PriceTerms terms, Usage usage)
    {
        var formula = Formula.Parse(terms.Formula);
        var quoted = formula.Quoted;
        var reported = usage.BillableUnits is { } units and > 0 and < ReportedMax ? units : (decimal?)null;
        if (terms.Unit == Units.Usd) return Ratio.Of(reported ?? 0);
        if (reported is not { } count || count > quoted.Value * ReportedTimesQuotedMax) return formula.Shown(usage.Files);
        return Math.Round(quoted.Value, ReportedDecimals) == Math.Round(count, ReportedDecimals) ? quoted : Ratio.Of(count);
    }

    private OptionsSchema Schema(ModelCard model) => Now.Find(model.Id)?.Schema ?? OptionsSchema.Parse(model.OptionsSchema);
}
