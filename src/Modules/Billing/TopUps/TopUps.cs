using System.Globalization;
using Microsoft.EntityFrameworkCore;
using OmniHub.Contracts.Billing;
using OmniHub.Kernel;

namespace OmniHub.Billing;

/// <summary>Bought credits: begun, then paid once.</summary>
internal sealed class TopUps(BillingDb db, LedgerWriter writer, IEvents events)
{
    private const string Pay =
        "UPDATE billing_top_ups SET state = 'paid', paid_at = @now WHERE id = @id AND account = @account AND state = 'pending'";

    public Task<TopUp?> FindAsync(string id, string account, CancellationToken ct) =>
        db.TopUps.AsNoTracking().FirstOrDefaultAsync(t => t.Id == id && t.Account == account, ct);

    /// <summary>Whoever's it is: for those who were told by the payment provider.</summary>
    public Task<TopUp?> FindAsync(string id, CancellationToken ct) => db.TopUps.AsNoTracking().FirstOrDefaultAsync(t => t.Id == id, ct);

    /// <summary>Keeps it, or finds what an earlier try of the same request kept.</summary>
    public async Task<TopUp> KeepAsync(TopUp made, CancellationToken ct)
    {
        db.Add(made);
        try
        {
            await db.WriteAsync(() => db.SaveChangesAsync(ct), ct);
            return made;
        }
        catch (DbUpdateException e) when (e.IsDuplicate())
        {
            db.ChangeTracker.Clear();
            return await db.TopUps.AsNoTracking().SingleAsync(t => t.Id == made.Id, ct);
        }
    }

    /// <summary>The state and the credits change in one transaction. False where it was paid before.</summary>
    public async Task<bool> PayAsync(TopUp topUp, CancellationToken ct)
    {
        var paid = await writer.WriteAsync(topUp.Account, session => ApplyAsync(session, topUp), ct);
        if (paid) events.Publish(new CreditsChanged(topUp.Account));
        return paid;
    }

    private static async Task<bool> ApplyAsync(LedgerSession session, TopUp t)
    {
        if (await session.ExecuteAsync(Pay, ("id", t.Id), ("account", t.Account), ("now", session.NowMs)) != 1) return false;
        var what = $"{Text(t.AmountMicros)} credits for {Usd.Text(t.PriceCents)}" + (t.Provider == "test" ? ", test payment" : "");
        return await PostEntry.ApplyAsync(session, new("topup:" + t.Id, t.Account, EntryKind.Topup, t.AmountMicros, t.Id, what)) is PostResult.Posted
            || session.Refuse(false);
    }

    /// <summary>An amount as short as it can be said.</summary>
    public static string Text(Micros amount) => amount.Credits.ToString("#,##0.######", CultureInfo.InvariantCulture);
}
