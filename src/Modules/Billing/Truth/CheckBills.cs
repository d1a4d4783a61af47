using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using OmniHub.Contracts.Billing;
using OmniHub.Kernel;

namespace OmniHub.Billing;

/// <summary>Compares what was booked with the providers' own books, each closed hold until it is decided once.</summary>
internal sealed partial class CheckBills(
    BillingDb db, LedgerWriter writer, IEnumerable<IProviderBill> bills, IEvents events, TimeProvider clock, ILogger<CheckBills> log) : IWork
{
    private const int BatchSizeMax = 100;
    private const int BatchesMax = 10;

    /// <summary>A bill this many times what was held is no drift but nonsense, or a price that a person should know of.</summary>
    private const int AbsurdFactor = 10;

    // Providers write their books a while after the work.
    private static readonly TimeSpan[] Looks =
        [TimeSpan.FromMinutes(10), TimeSpan.FromHours(1), TimeSpan.FromHours(6), TimeSpan.FromHours(24), TimeSpan.FromHours(48)];

    private static readonly TimeSpan AfterTrouble = TimeSpan.FromHours(1);
    private static readonly TimeSpan TroubleMax = TimeSpan.FromDays(7);

    /// <summary>After the hold was closed.</summary>
    public static TimeSpan FirstLook => Looks[0];

    public async Task RunAsync(CancellationToken ct)
    {
        foreach (var bill in bills)
        {
            for (var batch = 0; batch < BatchesMax; batch++)
            {
                var due = await DueAsync(db, bill.Provider, clock.GetUtcNow(), ct);
                if (due.Count > 0) await CheckAsync(bill, due, ct);
                if (due.Count < BatchSizeMax) break;
            }
        }
    }

    /// <summary>The next holds to compare, longest due first.</summary>
    public static Task<List<Hold>> DueAsync(BillingDb db, string provider, DateTimeOffset now, CancellationToken ct) =>
        db.Holds.AsNoTracking().Where(h => h.Provider == provider && h.CheckAt != null && h.CheckAt <= now)
            .OrderBy(h => h.CheckAt).Take(BatchSizeMax).ToListAsync(ct);

    private async Task CheckAsync(IProviderBill bill, List<Hold> due, CancellationToken ct)
    {
        var looks = await bill.LookAsync([.. due.Select(h => new BilledWork(h.ProviderReference!, h.ClosedAt!.Value))], ct);
        await NoteAsync(bill.Provider, looks.Values.OfType<BillLook.Unable>().FirstOrDefault()?.Sentence, ct);
        foreach (var hold in due)
        {
            switch (looks.GetValueOrDefault(hold.ProviderReference!))
            {
                case BillLook.Billed(>= 0 and var usd):
                    await DecideAsync(Judge(hold, usd), ct);
                    break;
                case BillLook.Unable or null:
                    await WaitAsync(hold, AfterTrouble, isTry: false, ct);
                    break;
                default:
                    await WaitAsync(hold, null, isTry: true, ct);
                    break;
            }
        }
    }

    private static Correction Judge(Hold hold, decimal usd)
    {
        var cost = Micros.RoundUp(usd);
        if (cost.Value == hold.ProviderCostMicros) return new(hold, CheckResult.Confirmed, cost, null);
        if (cost.Value > Micros.PerCredit && cost.Value / AbsurdFactor > Math.Max(hold.AmountMicros, hold.ProviderCostMicros))
            return new(hold, CheckResult.Doubtful, cost, null);
        // What was given back earns no margin: the operator bears what the provider took for it.
        Micros? amount = hold.State != HoldState.Charged ? cost
            : hold.MarginPercent is { } margin ? Micros.Charge(usd, decimal.Parse(margin, CultureInfo.InvariantCulture))
            : null;
        return new(hold, CheckResult.Corrected, cost, amount);
    }

    private async Task DecideAsync(Correction correction, CancellationToken ct)
    {
        var hold = correction.Hold;
        if (await writer.WriteAsync(hold.Account, session => CorrectCharge.ApplyAsync(session, correction), ct) is not { } moved) return;
        if (correction.Result != CheckResult.Confirmed)
            LogDrift(hold.Id, correction.Result, hold.ProviderCostMicros, correction.Billed?.Value, moved.Refunded, moved.Shortfall);
        if (moved.Refunded > 0) events.Publish(new CreditsChanged(hold.Account));
    }

    private async Task WaitAsync(Hold hold, TimeSpan? pause, bool isTry, CancellationToken ct)
    {
        var (now, tries) = (clock.GetUtcNow(), hold.CheckTries + (isTry ? 1 : 0));
        if (tries >= Looks.Length || now - hold.ClosedAt > TroubleMax)
        {
            // No line in the books for work that was given back says that it cost nothing.
            var isFree = isTry && hold.State == HoldState.Released;
            await DecideAsync(new(hold, isFree ? CheckResult.Confirmed : CheckResult.Unconfirmed, isFree ? Micros.Zero : null, null), ct);
            return;
        }

        var next = pause is { } wait ? now + wait : hold.ClosedAt!.Value + Looks[tries];
        if (next <= now) next = now + AfterTrouble;
        await db.Holds.Where(h => h.Id == hold.Id && h.CheckAt != null).ExecuteUpdateAsync(
            set => set.SetProperty(h => h.CheckAt, next).SetProperty(h => h.CheckTries, tries), ct);
    }

    private Task<int> NoteAsync(string provider, string? trouble, CancellationToken ct)
    {
        if (trouble is not null) LogTrouble(provider, trouble);
        return db.Database.ExecuteSqlRawAsync(
            db.Sql(
                """
                INSERT INTO billing_bill_sources (provider, looked_at, trouble) VALUES ({0}, {1}, NULLIF({2}, ''))
                ON CONFLICT (provider) DO UPDATE SET looked_at = excluded.looked_at, trouble = excluded.trouble
                """),
            [provider, clock.GetUtcNow().ToUnixTimeMilliseconds(), trouble ?? ""],
            ct);
    }

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "The provider's bill of {HoldId} is not what was booked ({Result}): {Booked} booked, {Billed} billed, {Refunded} refunded, {Shortfall} borne, in micros")]
    private partial void LogDrift(string holdId, CheckResult result, long booked, long? billed, long refunded, long shortfall);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The books of {Provider} could not be read: {Trouble}")]
    private partial void LogTrouble(string provider, string trouble);
}
