using OmniHub.Contracts.Billing;
using OmniHub.Kernel;

namespace OmniHub.Billing;

/// <summary>Opens the holds of one account in one operation: all or none. Every step is a conditional statement.</summary>
internal static class OpenHolds
{
    private const int DescriptionLengthMax = 200;

    public static async Task<HoldResult> ApplyAsync(LedgerSession session, IReadOnlyList<HoldRequest> requests)
    {
        var account = requests[0].Account;
        var total = requests.Aggregate(Micros.Zero, (sum, r) => sum + r.Amount);
        // Something free needs no credits, but its hold needs an account to stand under.
        if (total == Micros.Zero) await PostEntry.EnsureAccountAsync(session, account);

        if (!await SetAsideAsync(session, account, total))
        {
            return await AnyExistsAsync(session, requests)
                ? new HoldResult.AlreadyHeld()
                : new HoldResult.NotEnough(total, await SpendableAsync(session, account));
        }

        foreach (var request in requests)
        {
            if (!await InsertAsync(session, request)) return session.Refuse<HoldResult>(new HoldResult.AlreadyHeld());
        }

        foreach (var group in requests.SelectMany(r => r.Caps.Select(cap => (cap, r))).GroupBy(x => x.cap.Key, StringComparer.Ordinal))
        {
            var cap = group.MinBy(x => x.cap.Limit).cap;
            var required = group.Aggregate(Micros.Zero, (sum, x) => sum + x.r.Amount);
            if (!await CountAsync(session, cap, required))
                return session.Refuse<HoldResult>(new HoldResult.OverCap(cap, required, await LeftAsync(session, cap)));
            foreach (var (_, request) in group) await NoteCapAsync(session, request.HoldId, cap.Key);
        }

        return new HoldResult.Held();
    }

    private static async Task<bool> SetAsideAsync(LedgerSession session, string account, Micros amount) => await session.ExecuteAsync(
        """
        UPDATE billing_accounts SET held_micros = held_micros + @amount
        WHERE id = @account AND NOT is_operator AND posted_micros - held_micros >= @amount
        """,
        ("account", account), ("amount", amount.Value)) == 1;

    private static async Task<bool> InsertAsync(LedgerSession session, HoldRequest hold) => await session.ExecuteAsync(
        """
        INSERT INTO billing_holds (id, account, amount_micros, purpose, review_at, state, charged_micros, provider_cost_micros,
            user_id, key_id, workspace_id, project_id, model_id, description, created_at, check_tries, check_result, refunded_micros, shortfall_micros)
        VALUES (@id, @account, @amount, @purpose, @review, 'open', 0, 0, @user, @key, @workspace, @project, @model, @description, @now, 0, 'none', 0, 0)
        ON CONFLICT (id) DO NOTHING
        """,
        ("id", hold.HoldId), ("account", hold.Account), ("amount", hold.Amount.Value), ("purpose", hold.Purpose),
        ("review", hold.ReviewAt.ToUnixTimeMilliseconds()), ("user", hold.Tags.UserId), ("key", hold.Tags.KeyId),
        ("workspace", hold.Tags.WorkspaceId), ("project", hold.Tags.ProjectId), ("model", hold.Tags.ModelId),
        ("description", Cut(hold.Tags.Description)), ("now", session.NowMs)) == 1;

    private static async Task<bool> CountAsync(LedgerSession session, Cap cap, Micros amount) => await session.ExecuteAsync(
        """
        INSERT INTO billing_caps AS c (key, charged_micros, held_micros) SELECT @key, 0, @amount WHERE @amount <= @limit
        ON CONFLICT (key) DO UPDATE SET held_micros = c.held_micros + @amount
        WHERE c.charged_micros + c.held_micros + @amount <= @limit
        """,
        ("key", cap.Key), ("amount", amount.Value), ("limit", cap.Limit.Value)) == 1;

    private static async Task NoteCapAsync(LedgerSession session, string holdId, string capKey) => await session.ExecuteAsync(
        "INSERT INTO billing_hold_caps (hold_id, cap_key) VALUES (@hold, @key)", ("hold", holdId), ("key", capKey));

    private static async Task<bool> AnyExistsAsync(LedgerSession session, IReadOnlyList<HoldRequest> requests)
    {
        foreach (var request in requests)
        {
            if (await session.ReadAsync("SELECT 1 FROM billing_holds WHERE id = @id", ("id", request.HoldId)) is not null) return true;
        }

        return false;
    }

    private static async Task<Micros> SpendableAsync(LedgerSession session, string account) => new(
        (await session.ReadAsync("SELECT posted_micros - held_micros FROM billing_accounts WHERE id = @id", ("id", account)))?[0] ?? 0);

    private static async Task<Micros> LeftAsync(LedgerSession session, Cap cap)
    {
        var used = await session.ReadAsync("SELECT charged_micros + held_micros FROM billing_caps WHERE key = @key", ("key", cap.Key));
        return new(Math.Max(0, cap.Limit.Value - (used?[0] ?? 0)));
    }

    public static string Cut(string text) => text.Length <= DescriptionLengthMax ? text : text[..(DescriptionLengthMax - 1)] + "…";
}
