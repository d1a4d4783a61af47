using Microsoft.EntityFrameworkCore;
using OmniHub.Kernel;
using OmniHub.Ui;

namespace OmniHub.Billing;

/// <summary>GET /admin/reconciliation: what the providers say that they took, against what was booked.</summary>
internal static class ShowReconciliation
{
    private const int Days = 30;
    private const int DriftsMax = 50;
    private const long DayMs = 86_400_000;

    public static async Task<PageView> Handle(BillingDb db, TimeProvider clock, CancellationToken ct) => new(
        "/Billing/Truth/ReconciliationPage.cshtml", await ReadAsync(db, clock, ct), "Reconciliation", Frame.Admin);

    public static async Task<Reply> HandleJson(BillingDb db, TimeProvider clock, CancellationToken ct) =>
        Reply.Of(await ReadAsync(db, clock, ct));

    private static async Task<ReconciliationView> ReadAsync(BillingDb db, TimeProvider clock, CancellationToken ct)
    {
        var first = (clock.GetUtcNow().ToUnixTimeMilliseconds() / DayMs) - Days + 1;
        var days = await db.BillDays.AsNoTracking().Where(d => d.Day >= first)
            .OrderByDescending(d => d.Day).ThenBy(d => d.Provider).ToListAsync(ct);
        var sources = await db.BillSources.AsNoTracking().OrderBy(s => s.Provider).ToListAsync(ct);
        var waiting = await db.Holds.CountAsync(h => h.CheckAt != null, ct);
        var drifts = await DriftsOf(db).ToListAsync(ct);
        return new(
            [.. days.Select(DayLine.Of)], [.. drifts.Select(DriftLine.Of)],
            [.. sources.Select(s => new SourceLine(s.Provider, s.LookedAt, s.Trouble))], waiting, Days);
    }

    /// <summary>The last works whose bill was not what was booked.</summary>
    public static IQueryable<Hold> DriftsOf(BillingDb db) => db.Holds.AsNoTracking()
        .Where(h => h.CheckResult == CheckResult.Corrected || h.CheckResult == CheckResult.Doubtful)
        .OrderByDescending(h => h.CheckedAt).ThenByDescending(h => h.Id).Take(DriftsMax);
}

/// <summary>The page, and the answer of GET /api/admin/reconciliation.</summary>
/// <param name="Days">By day of the charge and provider, newest first.</param>
/// <param name="Drifts">The last differences, newest first.</param>
/// <param name="Sources">The providers' books.</param>
/// <param name="Waiting">Works whose bill is still to come.</param>
/// <param name="Range">How many days.</param>
internal sealed record ReconciliationView(
    IReadOnlyList<DayLine> Days, IReadOnlyList<DriftLine> Drifts, IReadOnlyList<SourceLine> Sources, int Waiting, int Range)
{
    /// <summary>For the test that renders every partial.</summary>
    public static ReconciliationView Sample => new(
        [new(new DateOnly(2026, 11, 28), "fal", 120, 2, 1, 1, new(4_200_000), new(4_260_000), new(40_000), new(60_000))],
        [
            new("gen_1", "fal", "req-1", "flux-dev", "Corrected", new(30_000), new(40_000), new(25_000), new(5_000), new(0), DateTimeOffset.UnixEpoch),
            new("msg_1", "openrouter", "gen-2", "openai/gpt-4o", "Doubtful", new(20_000), new(20_000), new(9_000_000), new(0), new(0), DateTimeOffset.UnixEpoch),
        ],
        [new("fal", DateTimeOffset.UnixEpoch, "This key may not read billing events."), new("openrouter", DateTimeOffset.UnixEpoch, null)],
        3, 30);

    /// <summary>Anything compared, or waiting for it.</summary>
    public bool IsEmpty => Days.Count == 0 && Waiting == 0 && Sources.Count == 0;
}

/// <summary>One day with one provider.</summary>
internal sealed record DayLine(
    DateOnly Day, string Provider, long Confirmed, long Corrected, long Unconfirmed, long Doubtful,
    Micros Booked, Micros Billed, Micros Refunded, Micros Shortfall)
{
    public static DayLine Of(BillDay d) => new(
        DateOnly.FromDateTime(DateTimeOffset.UnixEpoch.AddDays(d.Day).UtcDateTime), d.Provider, d.Confirmed, d.Corrected, d.Unconfirmed,
        d.Doubtful, new(d.BookedMicros), new(d.BilledMicros), new(d.RefundedMicros), new(d.ShortfallMicros));

    /// <summary>What the provider took more than was booked; negative: less.</summary>
    public Micros Drift => Billed - Booked;
}

/// <summary>One work whose bill was not what was booked.</summary>
internal sealed record DriftLine(
    string Id, string Provider, string Reference, string? ModelId, string Result, Micros Charged, Micros Booked, Micros Billed,
    Micros Refunded, Micros Shortfall, DateTimeOffset At)
{
    public static DriftLine Of(Hold h) => new(
        h.Id, h.Provider!, h.ProviderReference!, h.ModelId, h.CheckResult.ToString().ToLowerInvariant(), new(h.ChargedMicros),
        new(h.ProviderCostMicros), new(h.BilledMicros ?? 0), new(h.RefundedMicros), new(h.ShortfallMicros), h.CheckedAt!.Value);
}

/// <summary>A provider's books: when they were last asked, and what stood in the way.</summary>
internal sealed record SourceLine(string Provider, DateTimeOffset LookedAt, string? Trouble);
