using System.Globalization;
using OmniHub.Contracts.Billing;
using OmniHub.Kernel;

namespace OmniHub.Billing;

/// <summary>Closes a hold once: charged with one entry, or released without any.</summary>
internal static class CloseHold
{
    /// <summary>False when somebody else closed it before.</summary>
    public static async Task<bool> ApplyAsync(LedgerSession session, Hold hold, bool isCapped, Micros amount, Micros providerCost, Receipt? receipt)
    {
        var charged = Math.Min(amount.Value, hold.AmountMicros);
        var moves = amount.Value != 0 || providerCost.Value != 0;
        if (!await CloseAsync(session, hold.Id, moves ? "charged" : "released", charged, providerCost.Value, receipt)) return false;

        if (isCapped) await UncountAsync(session, hold.Id, hold.AmountMicros, charged);
        var after = await SettleAccountAsync(session, hold, charged);
        if (moves) await PostAsync(session, hold, after, amount.Value, charged, providerCost.Value);
        return true;
    }

    // Work with a receipt is compared with the provider's books later.
    private static async Task<bool> CloseAsync(
        LedgerSession session, string id, string state, long charged, long providerCost, Receipt? receipt) => await session.ExecuteAsync(
        """
        UPDATE billing_holds SET state = @state, charged_micros = @charged, provider_cost_micros = @cost, closed_at = @now, provider = @provider,
            provider_reference = @reference, margin_percent = @margin, check_at = CASE WHEN @provider IS NULL THEN NULL ELSE @check END
        WHERE id = @id AND state = 'open'
        """,
        ("id", id), ("state", state), ("charged", charged), ("cost", providerCost), ("now", session.NowMs), ("provider", receipt?.Provider),
        ("reference", receipt?.Reference), ("margin", receipt?.MarginPercent?.ToString(CultureInfo.InvariantCulture)),
        ("check", session.NowMs + (long)CheckBills.FirstLook.TotalMilliseconds)) == 1;

    private static async Task UncountAsync(LedgerSession session, string id, long held, long charged) => await session.ExecuteAsync(
        """
        UPDATE billing_caps SET held_micros = held_micros - @held, charged_micros = charged_micros + @charged
        WHERE key IN (SELECT cap_key FROM billing_hold_caps WHERE hold_id = @id)
        """,
        ("id", id), ("held", held), ("charged", charged));

    private static async Task<AccountAfter> SettleAccountAsync(LedgerSession session, Hold hold, long charged) =>
        AccountAfter.Read(await session.ReadAsync(
            """
            UPDATE billing_accounts SET held_micros = held_micros - @held, posted_micros = posted_micros - @charged,
                allowance_micros = CASE WHEN allowance_micros > @charged THEN allowance_micros - @charged ELSE 0 END,
                seq = CASE WHEN @charged > 0 THEN seq + 1 ELSE seq END,
                last_at = CASE WHEN @charged > 0 AND last_at < @now THEN @now ELSE last_at END
            WHERE id = @account
            RETURNING posted_micros, held_micros, seq, last_at, allowance_micros
            """,
            ("account", hold.Account), ("held", hold.AmountMicros), ("charged", charged), ("now", session.NowMs)))
        ?? throw new InvalidOperationException($"The account of hold {hold.Id} is gone.");

    // user −charged, provider +cost, margin the rest of the full charge, overrun what the hold did not cover: zero in sum.
    private static async Task PostAsync(LedgerSession session, Hold hold, AccountAfter after, long amount, long charged, long cost)
    {
        var entry = new Entry
        {
            Id = Id.New("txn"),
            Key = "charge:" + hold.Id,
            Kind = EntryKind.Charge,
            Account = charged > 0 ? hold.Account : null,
            Seq = after.Seq,
            AmountMicros = -charged,
            BalanceAfterMicros = after.Posted,
            AllowanceAfterMicros = after.Allowance,
            ProviderCostMicros = cost,
            Reference = hold.Id,
            Description = hold.Description,
            CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(charged > 0 ? after.LastAtMs : session.NowMs),
            UserId = hold.UserId,
            KeyId = hold.KeyId,
            WorkspaceId = hold.WorkspaceId,
            ProjectId = hold.ProjectId,
            ModelId = hold.ModelId,
        };
        var isNew = await PostEntry.WriteAsync(
            session,
            entry,
            (OperatorAccount.ProviderCost, cost),
            (OperatorAccount.Margin, amount - cost),
            (OperatorAccount.Overrun, charged - amount));
        if (!isNew) throw new InvalidOperationException($"Hold {hold.Id} was open although it has been charged.");
    }
}

/// <summary>An account as an operation left it.</summary>
internal sealed record AccountAfter(long Posted, long Held, long Seq, long LastAtMs, long Allowance)
{
    public Balance Balance => new(new(Posted), new(Held));

    public static AccountAfter? Read(long[]? row) => row is null ? null : new(row[0], row[1], row[2], row[3], row[4]);
}
