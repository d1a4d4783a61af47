using OmniHub.Contracts.Billing;
using OmniHub.Kernel;

namespace OmniHub.Billing;

/// <summary>Posts credits that come or go without a hold, once per key; and writes every entry with its postings.</summary>
internal static class PostEntry
{
    private const int PostingsMax = 4;
    private static readonly string[] AccountNames = [.. Enumerable.Range(0, PostingsMax).Select(i => $"account{i}")];
    private static readonly string[] AmountNames = [.. Enumerable.Range(0, PostingsMax).Select(i => $"amount{i}")];

    // All of an entry in one statement, by their number.
    private static readonly string[] InsertPostings = [.. Enumerable.Range(1, PostingsMax).Select(count =>
        "INSERT INTO billing_postings (entry_id, account, amount_micros) VALUES "
        + string.Join(", ", Enumerable.Range(0, count).Select(i => $"(@entry, @{AccountNames[i]}, @{AmountNames[i]})")))];

    public static async Task<PostResult> ApplyAsync(LedgerSession session, PostRequest request)
    {
        if (await KnownAsync(session, request.Key)) return new PostResult.AlreadyPosted(await BalanceAsync(session, request.Account));
        if (request.Amount == Micros.Zero) return new PostResult.Posted(await BalanceAsync(session, request.Account));
        if (await MoveAsync(session, request) is not { } after)
            return new PostResult.NotEnough((await BalanceAsync(session, request.Account)).Spendable);

        var entry = new Entry
        {
            Id = Id.New("txn"),
            Key = request.Key,
            Kind = request.Kind,
            Account = request.Account,
            Seq = after.Seq,
            AmountMicros = request.Amount.Value,
            BalanceAfterMicros = after.Posted,
            AllowanceAfterMicros = after.Allowance,
            Reference = request.Reference,
            Description = request.Description,
            CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(after.LastAtMs),
        };
        // Another node may have posted the key since we looked.
        if (!await WriteAsync(session, entry, (OperatorAccount.Facing(request.Kind), -request.Amount.Value)))
            return session.Refuse<PostResult>(new PostResult.AlreadyPosted(new(after.Balance.Posted - request.Amount, after.Balance.Held)));
        return new PostResult.Posted(after.Balance);
    }

    /// <summary>Writes an entry, the user's posting and the operator's. False when the key is taken; the caller refuses then.</summary>
    public static async Task<bool> WriteAsync(LedgerSession session, Entry entry, params (string Account, long Amount)[] facing)
    {
        if (!await InsertAsync(session, entry)) return false;
        var moved = facing.Where(f => f.Amount != 0).ToArray();
        await InsertPostingsAsync(session, entry.Id, entry.Account is null ? moved : [(entry.Account, entry.AmountMicros), .. moved]);
        foreach (var (account, amount) in moved) session.CountForOperator(account, amount);
        return true;
    }

    // Makes the account when credits come in; never takes more than is spendable.
    private static async Task<AccountAfter?> MoveAsync(LedgerSession session, PostRequest request)
    {
        if (await UpdateAsync(session, request) is { } after) return after;
        if (!request.Amount.IsPositive) return null;
        await EnsureAccountAsync(session, request.Account);
        return await UpdateAsync(session, request);
    }

    // An allowance comes and expires by itself; whatever else is taken is taken from it first.
    private static async Task<AccountAfter?> UpdateAsync(LedgerSession session, PostRequest request)
    {
        var ofPlan = request.Kind is EntryKind.Plan or EntryKind.Expiry ? 1L : 0L;
        var row = await session.ReadAsync(
            """
            UPDATE billing_accounts SET posted_micros = posted_micros + @amount, seq = seq + 1,
                allowance_micros = CASE WHEN @plan = 1 THEN allowance_micros + @amount WHEN @amount >= 0 THEN allowance_micros
                    WHEN allowance_micros + @amount > 0 THEN allowance_micros + @amount ELSE 0 END,
                last_at = CASE WHEN last_at < @now THEN @now ELSE last_at END
            WHERE id = @account AND NOT is_operator AND posted_micros + @amount >= held_micros
                AND (@plan = 0 OR allowance_micros + @amount >= 0)
            RETURNING posted_micros, held_micros, seq, last_at, allowance_micros
            """,
            ("account", request.Account), ("amount", request.Amount.Value), ("now", session.NowMs), ("plan", ofPlan));
        return AccountAfter.Read(row);
    }

    /// <summary>An account with nothing on it, for its first credits or for the hold of something free.</summary>
    public static async Task EnsureAccountAsync(LedgerSession session, string account) => await session.ExecuteAsync(
        """
        INSERT INTO billing_accounts (id, is_operator, posted_micros, held_micros, allowance_micros, seq, last_at)
        VALUES (@account, FALSE, 0, 0, 0, 0, 0)
        ON CONFLICT (id) DO NOTHING
        """,
        ("account", account));

    private static async Task<bool> InsertAsync(LedgerSession session, Entry e) => await session.ExecuteAsync(
        """
        INSERT INTO billing_entries (id, key, kind, account, seq, amount_micros, balance_after_micros, allowance_after_micros,
            provider_cost_micros, reference, description, created_at, user_id, key_id, workspace_id, project_id, model_id)
        VALUES (@id, @key, @kind, @account, @seq, @amount, @balance, @allowance, @cost, @reference,
            @description, @at, @user, @apikey, @workspace, @project, @model)
        ON CONFLICT (key) DO NOTHING
        """,
        ("id", e.Id), ("key", e.Key), ("kind", Words.Of(e.Kind)), ("account", e.Account), ("seq", e.Seq), ("amount", e.AmountMicros),
        ("balance", e.BalanceAfterMicros), ("allowance", e.AllowanceAfterMicros), ("cost", e.ProviderCostMicros), ("reference", e.Reference), ("description", e.Description),
        ("at", e.CreatedAt.ToUnixTimeMilliseconds()), ("user", e.UserId), ("apikey", e.KeyId), ("workspace", e.WorkspaceId),
        ("project", e.ProjectId), ("model", e.ModelId)) == 1;

    private static async Task InsertPostingsAsync(LedgerSession session, string entryId, (string Account, long Amount)[] postings)
    {
        if (postings.Length == 0) return;
        var values = new Bound[1 + (2 * postings.Length)];
        values[0] = ("entry", entryId);
        for (var i = 0; i < postings.Length; i++)
            (values[1 + (2 * i)], values[2 + (2 * i)]) = ((AccountNames[i], postings[i].Account), (AmountNames[i], postings[i].Amount));
        await session.ExecuteAsync(InsertPostings[postings.Length - 1], values);
    }

    private static async Task<bool> KnownAsync(LedgerSession session, string key) =>
        await session.ReadAsync("SELECT 1 FROM billing_entries WHERE key = @key", ("key", key)) is not null;

    private static async Task<Balance> BalanceAsync(LedgerSession session, string account)
    {
        var row = await session.ReadAsync("SELECT posted_micros, held_micros FROM billing_accounts WHERE id = @id", ("id", account));
        return row is null ? new(Micros.Zero, Micros.Zero) : new(new(row[0]), new(row[1]));
    }
}
