using Microsoft.EntityFrameworkCore;
using OmniHub.Contracts.Figures;
using OmniHub.Kernel;

namespace OmniHub.Chat;

/// <summary>Figures of chat and of the gateway's calls: tallies, and the rows that are in none yet. One statement, so one moment.</summary>
internal sealed class CountChats(ChatDb db, TimeProvider clock) : IWorkFigures
{
    private const string Counted =
        """
        SELECT start AS "Start", model_id AS "ModelId", total AS "Total", completed AS "Completed", failed AS "Failed",
            tokens AS "Tokens", latencies AS "Latencies", CAST(-1 AS BIGINT) AS "Slot" FROM chat_tallies WHERE
        """;

    private static readonly string Answers = Raw(
        "chat_messages", "status <> 'failed' AND status <> 'streaming'", "model_id IS NOT NULL AND payer IS NOT NULL");

    private static readonly string Calls = Raw("chat_calls", "status = 'completed'", "model_id <> ''");

    private static readonly string Sql = string.Join(
        "\nUNION ALL\n",
        Counted + " hours = 24 AND start >= {2} AND start < {3}",
        Counted + " hours = 1 AND start >= {1} AND start < {2}",
        Counted + " hours = 1 AND start >= {3} AND start < {4}",
        Answers + " AND counted_at IS NULL AND created_at >= {1} AND created_at < {4} GROUP BY 1, 2, 8",
        Answers + " AND created_at >= {0} AND created_at < {1} GROUP BY 1, 2, 8",
        Answers + " AND created_at >= {4} AND created_at < {5} GROUP BY 1, 2, 8",
        Calls + " AND counted_at IS NULL AND created_at >= {1} AND created_at < {4} GROUP BY 1, 2, 8",
        Calls + " AND created_at >= {0} AND created_at < {1} GROUP BY 1, 2, 8",
        Calls + " AND created_at >= {4} AND created_at < {5} GROUP BY 1, 2, 8");

    private static readonly string UsersSql = string.Join(
        "\nUNION\n",
        """SELECT user_id AS "Value" FROM chat_active_days WHERE day >= {1} AND day < {2}""",
        Users("chat_messages", "payer IS NOT NULL"), Users("chat_calls", "model_id <> ''"));

    public async Task<WorkFigures> ReadAsync(DateTimeOffset from, DateTimeOffset to, bool byHour, CancellationToken ct)
    {
        var cut = TimeCut.Of(from, to, clock.GetUtcNow(), byHour);
        var rows = await db.Database.SqlQueryRaw<TallyRow>(
            Spelled(Sql), cut.From, cut.HoursFrom, cut.DaysFrom, cut.DaysTo, cut.HoursTo, cut.To).ToListAsync(ct);
        var days = TimeCut.Of(from, to, clock.GetUtcNow(), byHour: false);
        var users = await db.Database.SqlQueryRaw<string>(Spelled(UsersSql), days.From, days.DaysFrom, days.DaysTo, days.To).ToListAsync(ct);
        return new([.. rows.Select(r => r.Slice(byHour))], users.ToHashSet());
    }

    public async Task<IReadOnlyList<RecentWork>> RecentAsync(string userId, int max, CancellationToken ct)
    {
        var calls = await db.Calls.AsNoTracking().Where(c => c.UserId == userId).OrderByDescending(c => c.Id).Take(max)
            .Select(c => new { c.Id, c.ModelId, c.Status, c.CostMicros, c.HoldMicros, c.CreatedAt }).ToListAsync(ct);
        var answers = await db.Messages.AsNoTracking().Where(m => m.UserId == userId && m.Payer != null).OrderByDescending(m => m.Id).Take(max)
            .Select(m => new { m.Id, m.ModelId, m.Status, m.ChargedMicros, m.CreatedAt }).ToListAsync(ct);
        return
        [
            .. answers.Select(m => new RecentWork(
                m.Id, "chat", m.ModelId ?? "", m.Status.ToString().ToLowerInvariant(),
                m.ChargedMicros is { } charged ? new Micros(charged) : null, m.CreatedAt)),
            .. calls.Select(c => new RecentWork(
                c.Id, "chat", c.ModelId, c.Status.ToString().ToLowerInvariant(),
                c.CostMicros is { } cost ? new Micros(Math.Min(cost, c.HoldMicros)) : null, c.CreatedAt)),
        ];
    }

    public async Task<IReadOnlyList<FailedWork>> FailuresAsync(string? modelId, int max, CancellationToken ct)
    {
        var rows = db.Messages.AsNoTracking().Where(m => m.Status == MessageStatus.Failed);
        if (modelId is not null) rows = rows.Where(m => m.ModelId == modelId);
        var found = await rows.OrderByDescending(m => m.CreatedAt).Take(max)
            .Select(m => new { m.Id, m.ModelId, m.ErrorCode, m.ErrorMessage, m.CreatedAt }).ToListAsync(ct);
        return [.. found.Select(m => new FailedWork(m.Id, m.ModelId ?? "", m.ErrorCode ?? "", m.ErrorMessage ?? "", m.CreatedAt))];
    }

    public async Task<IReadOnlyDictionary<string, int>> RunningAsync(CancellationToken ct) =>
        await db.Messages.Where(m => m.LeaseUntil != null && m.ModelId != null).GroupBy(m => m.ModelId!)
            .Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, ct);

    private static string Raw(string table, string completed, string which) =>
        $"""
        SELECT created_at / 3600000 * 3600000, model_id, CAST(COUNT(*) AS BIGINT),
            CAST(SUM(CASE WHEN {completed} THEN 1 ELSE 0 END) AS BIGINT),
            CAST(SUM(CASE WHEN status = 'failed' THEN 1 ELSE 0 END) AS BIGINT),
            CAST(SUM(COALESCE(prompt_tokens, 0) + COALESCE(completion_tokens, 0)) AS BIGINT), '',
            CAST(CASE WHEN {completed} AND ended_at IS NOT NULL THEN {Latencies.SlotSql("ended_at - created_at")} ELSE -1 END AS BIGINT)
        FROM {table} WHERE {which}
        """;

    private static string Users(string table, string which) =>
        $$"""
        SELECT user_id FROM {{table}} WHERE {{which}} AND counted_at IS NULL AND created_at >= {1} AND created_at < {2}
        UNION SELECT user_id FROM {{table}} WHERE {{which}} AND created_at >= {0} AND created_at < {1}
        UNION SELECT user_id FROM {{table}} WHERE {{which}} AND created_at >= {2} AND created_at < {3}
        """;

    private string Spelled(string sql) => db.Database.IsNpgsql() ? sql.Replace("chat_", "chat.", StringComparison.Ordinal) : sql;

    private sealed record TallyRow(
        long Start, string ModelId, long Total, long Completed, long Failed, long Tokens, string Latencies, long Slot)
    {
        public WorkSlice Slice(bool byHour) => new(
            DateTimeOffset.FromUnixTimeMilliseconds(byHour ? Start : TimeCut.Down(Start, TimeCut.Day)), ModelId, "chat", Total, Completed, Failed,
            Tokens, Slot < 0 ? Latencies : FormattableString.Invariant($"{Slot}:{Completed}"));
    }
}
