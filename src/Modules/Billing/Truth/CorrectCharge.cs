using OmniHub.Contracts.Billing;
using OmniHub.Kernel;

namespace OmniHub.Billing;

/// <summary>A decided comparison.</summary>
/// <param name="Hold">As it was read.</param>
/// <param name="Result">What came of it.</param>
/// <param name="Billed">What the provider took; null where it never said.</param>
/// <param name="Amount">What the work is worth to the user by that; null: what it was sold for.</param>
internal sealed record Correction(Hold Hold, CheckResult Result, Micros? Billed, Micros? Amount);

/// <summary>What a correction moved.</summary>
internal sealed record CorrectionMoves(long Refunded, long Shortfall)
{
    public static CorrectionMoves None { get; } = new(0, 0);
}

/// <summary>Closes a comparison once, with one entry where the books were wrong: the user gets an overcharge back, the operator bears a shortfall.</summary>
internal static class CorrectCharge
{
    private const long DayMs = 86_400_000;

    /// <summary>Null when somebody else decided it before.</summary>
    public static async Task<CorrectionMoves?> ApplyAsync(LedgerSession session, Correction correction)
    {
        var hold = correction.Hold;
        var isCorrected = correction.Result == CheckResult.Corrected;
        // Read first: what the charge would have been without the hold's limit stands only in its postings.
        var before = hold.ChargedMicros - (isCorrected ? await OverrunAsync(session, hold.Id) : 0);
        var amount = correction.Amount?.Value ?? before;
        var keeps = Math.Min(hold.ChargedMicros, amount);
        var borne = amount - keeps - (before - hold.ChargedMicros);
        var moves = new CorrectionMoves(hold.ChargedMicros - keeps, Math.Max(0, borne));
        if (!await DecideAsync(session, correction, moves)) return null;

        await CountDayAsync(session, correction, moves);
        if (!isCorrected) return moves;
        var after = await PayBackAsync(session, hold, moves.Refunded);
        await UncountAsync(session, hold.Id, moves.Refunded);
        await PostAsync(session, correction, after, moves.Refunded, before, (keeps, amount));
        return moves;
    }

    // Negative, or nothing: what the operator bears already.
    private static async Task<long> OverrunAsync(LedgerSession session, string holdId) => (await session.ReadAsync(
        """
        SELECT p.amount_micros FROM billing_entries e JOIN billing_postings p ON p.entry_id = e.id AND p.account = 'sys_overrun'
        WHERE e.key = @key
        """,
        ("key", "charge:" + holdId)))?[0] ?? 0;

    private static async Task<bool> DecideAsync(LedgerSession session, Correction correction, CorrectionMoves moves) =>
        await session.ExecuteAsync(
            """
            UPDATE billing_holds SET check_at = NULL, check_result = @result, checked_at = @now,
                billed_micros = CASE WHEN @known = 1 THEN @billed END, refunded_micros = @refunded, shortfall_micros = @shortfall
            WHERE id = @id AND check_at IS NOT NULL
            """,
            ("result", Word(correction.Result)), ("now", session.NowMs), ("known", correction.Billed is null ? 0L : 1L),
            ("billed", correction.Billed?.Value ?? 0L), ("refunded", moves.Refunded), ("shortfall", moves.Shortfall),
            ("id", correction.Hold.Id)) == 1;

    private static async Task CountDayAsync(LedgerSession session, Correction correction, CorrectionMoves moves)
    {
        long One(CheckResult result) => correction.Result == result ? 1 : 0;
        var isKnown = correction.Billed is not null && correction.Result != CheckResult.Doubtful;
        await session.ExecuteAsync(
            """
            INSERT INTO billing_bill_days AS d (day, provider, confirmed, corrected, unconfirmed, doubtful, booked_micros, billed_micros,
                refunded_micros, shortfall_micros)
            VALUES (@day, @provider, @confirmed, @corrected, @unconfirmed, @doubtful, @booked, @billed, @refunded, @shortfall)
            ON CONFLICT (day, provider) DO UPDATE SET confirmed = d.confirmed + @confirmed, corrected = d.corrected + @corrected,
                unconfirmed = d.unconfirmed + @unconfirmed, doubtful = d.doubtful + @doubtful, booked_micros = d.booked_micros + @booked,
                billed_micros = d.billed_micros + @billed, refunded_micros = d.refunded_micros + @refunded,
                shortfall_micros = d.shortfall_micros + @shortfall
            """,
            ("day", correction.Hold.ClosedAt!.Value.ToUnixTimeMilliseconds() / DayMs), ("provider", correction.Hold.Provider),
            ("confirmed", One(CheckResult.Confirmed)), ("corrected", One(CheckResult.Corrected)),
            ("unconfirmed", One(CheckResult.Unconfirmed)), ("doubtful", One(CheckResult.Doubtful)),
            ("booked", isKnown ? correction.Hold.ProviderCostMicros : 0L), ("billed", isKnown ? correction.Billed!.Value.Value : 0L),
            ("refunded", moves.Refunded), ("shortfall", moves.Shortfall));
    }

    private static async Task<AccountAfter?> PayBackAsync(LedgerSession session, Hold hold, long refunded) =>
        refunded == 0 ? null : AccountAfter.Read(await session.ReadAsync(
            """
            UPDATE billing_accounts SET posted_micros = posted_micros + @refunded, seq = seq + 1,
                last_at = CASE WHEN last_at < @now THEN @now ELSE last_at END
            WHERE id = @account RETURNING posted_micros, held_micros, seq, last_at, allowance_micros
            """,
            ("account", hold.Account), ("refunded", refunded), ("now", session.NowMs)))
        ?? throw new InvalidOperationException($"The account of hold {hold.Id} is gone.");

    private static async Task UncountAsync(LedgerSession session, string holdId, long refunded)
    {
        if (refunded == 0) return;
        await session.ExecuteAsync(
            """
            UPDATE billing_caps SET charged_micros = charged_micros - @refunded
            WHERE key IN (SELECT cap_key FROM billing_hold_caps WHERE hold_id = @id)
            """,
            ("id", holdId), ("refunded", refunded));
    }

    // The difference between the entry as it was made and as it should have been: zero in sum like both of them.
    private static async Task PostAsync(
        LedgerSession session, Correction correction, AccountAfter? after, long refunded, long before, (long Paid, long Full) now)
    {
        var (hold, cost) = (correction.Hold, correction.Billed!.Value.Value);
        var entry = new Entry
        {
            Id = Id.New("txn"),
            Key = "correct:" + hold.Id,
            Kind = EntryKind.Refund,
            Account = refunded > 0 ? hold.Account : null,
            Seq = after?.Seq ?? 0,
            AmountMicros = refunded,
            BalanceAfterMicros = after?.Posted ?? 0,
            AllowanceAfterMicros = after?.Allowance ?? 0,
            ProviderCostMicros = cost - hold.ProviderCostMicros,
            Reference = hold.Id,
            Description = refunded > 0 ? $"{hold.Description}: the provider billed less" : $"{hold.Description}: the provider's bill",
            CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(after?.LastAtMs ?? session.NowMs),
            UserId = hold.UserId,
            KeyId = hold.KeyId,
            WorkspaceId = hold.WorkspaceId,
            ProjectId = hold.ProjectId,
            ModelId = hold.ModelId,
        };
        var isNew = await PostEntry.WriteAsync(
            session,
            entry,
            (OperatorAccount.ProviderCost, cost - hold.ProviderCostMicros),
            (OperatorAccount.Margin, now.Full - cost - (before - hold.ProviderCostMicros)),
            (OperatorAccount.Overrun, now.Paid - now.Full - (hold.ChargedMicros - before)));
        if (!isNew) throw new InvalidOperationException($"Hold {hold.Id} was to be compared although it has been corrected.");
    }

    private static string Word(CheckResult result) => result switch
    {
        CheckResult.Confirmed => "confirmed",
        CheckResult.Corrected => "corrected",
        CheckResult.Unconfirmed => "unconfirmed",
        CheckResult.Doubtful => "doubtful",
        _ => throw new ArgumentOutOfRangeException(nameof(result), result, null),
    };
}
