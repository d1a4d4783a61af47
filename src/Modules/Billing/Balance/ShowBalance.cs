using Microsoft.EntityFrameworkCore;
using OmniHub.Kernel;

namespace OmniHub.Billing;

/// <summary>GET /api/billing/balance</summary>
internal static class ShowBalance
{
    public static async Task<Reply> Handle(ICurrentUser me, BillingDb db, Subscriptions subscriptions, CancellationToken ct)
    {
        var plan = await subscriptions.FindAsync(me.Id, ct);
        var a = await db.Accounts.AsNoTracking().FirstOrDefaultAsync(x => x.Id == me.Id, ct) ?? new Account { Id = me.Id };
        return Reply.Of(new BalanceAnswer(
            new(a.PostedMicros - a.HeldMicros), new(a.HeldMicros), plan?.Id, plan?.RenewsAt,
            new(a.AllowanceMicros), new(a.PostedMicros - a.AllowanceMicros)));
    }
}

/// <summary>What one has. The sum of the ledger is <c>credits + reservedCredits</c>, and so is <c>allowance + bought</c>.</summary>
/// <param name="Credits">What can be spent now.</param>
/// <param name="ReservedCredits">What running work holds.</param>
/// <param name="Plan">Id of the plan, or null.</param>
/// <param name="RenewsAt">When its next month begins.</param>
/// <param name="Allowance">What is left of the plan's allowance: spent first.</param>
/// <param name="Bought">The rest, which does not expire.</param>
internal sealed record BalanceAnswer(
    Micros Credits, Micros ReservedCredits, string? Plan, DateTimeOffset? RenewsAt, Micros Allowance, Micros Bought);
