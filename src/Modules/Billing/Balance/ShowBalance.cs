using OmniHub.Contracts.Billing;
using OmniHub.Kernel;

namespace OmniHub.Billing;

/// <summary>GET /api/billing/balance</summary>
internal static class ShowBalance
{
    public static async Task<Reply> Handle(ICurrentUser me, ICredits credits, CancellationToken ct)
    {
        var balance = await credits.BalanceAsync(me.Id, ct);
        return Reply.Of(new BalanceAnswer(balance.Spendable, balance.Held, null, null));
    }
}

/// <summary>What one has. The sum of the ledger is <c>credits + reservedCredits</c>.</summary>
internal sealed record BalanceAnswer(Micros Credits, Micros ReservedCredits, string? Plan, DateTimeOffset? RenewsAt);
