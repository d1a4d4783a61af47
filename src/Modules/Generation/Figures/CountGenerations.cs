using Microsoft.EntityFrameworkCore;
using OmniHub.Contracts.Catalog;
using OmniHub.Contracts.Figures;
using OmniHub.Kernel;

namespace OmniHub.Generation;

/// <summary>Counts generations for the operator: tallies, and the rows that are in none yet. One statement, so one moment.</summary>
internal sealed class CountGenerations(GenerationDb db, TimeProvider clock) : IWorkFigures, IStorageUse
{
    private static readonly string Raw =
        $"""
        SELECT created_at / 3600000 * 3600000 AS "Start", model_id AS "ModelId", type AS "Type", CAST(COUNT(*) AS BIGINT) AS "Total",
            CAST(SUM(CASE WHEN stage = 'completed' THEN 1 ELSE 0 END) AS BIGINT) AS "Completed",
            CAST(SUM(CASE WHEN stage = 'failed' THEN 1 ELSE 0 END) AS BIGINT) AS "Failed", '' AS "Latencies",
            CAST(CASE WHEN stage <> 'completed' OR completed_at IS NULL THEN -1
                ELSE {Latencies.SlotSql("completed_at - created_at")} END AS BIGINT) AS "Slot"
        FROM generation_generations WHERE
        """;

    private const string Counted =
        """
        SELECT start AS "Start", model_id AS "ModelId", type AS "Type", total AS "Total", completed AS "Completed", failed AS "Failed",
            latencies AS "Latencies", CAST(-1 AS BIGINT) AS "Slot" FROM generation_tallies WHERE
        """;

    private static readonly string Sql = string.Join(
        "\nUNION ALL\n",
        Counted + " hours = 24 AND start >= {2} AND start < {3}",
        Counted + " hours = 1 AND start >= {1} AND start < {2}",
        Counted + " hours = 1 AND start >= {3} AND start < {4}",
        Raw + " counted_at IS NULL AND created_at >= {1} AND created_at < {4} GROUP BY 1, 2, 3, 8",
        Raw + " created_at >= {0} AND created_at < {1} GROUP BY 1, 2, 3, 8",
        Raw + " created_at >= {4} AND created_at < {5} GROUP BY 1, 2, 3, 8");

    private const string UsersSql =
        """
        SELECT user_id AS "Value" FROM generation_active_days WHERE day >= {1} AND day < {2}
        UNION SELECT user_id FROM generation_generations WHERE counted_at IS NULL AND created_at >= {1} AND created_at < {2}
        UNION SELECT user_id FROM generation_generations WHERE created_at >= {0} AND created_at < {1}
        UNION SELECT user_id FROM generation_generations WHERE created_at >= {2} AND created_at < {3}
        """;

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
        var rows = await db.Generations.AsNoTracking().Where(g => g.UserId == userId).OrderByDescending(g => g.Id).Take(max)
            .Select(g => new { g.Id, g.Type, g.ModelId, g.Stage, g.ChargedMicros, g.CreatedAt }).ToListAsync(ct);
        return
        [
            .. rows.Select(g => new RecentWork(
                g.Id, Word(g.Type), g.ModelId, g.Stage.Shown().ToString().ToLowerInvariant(),
                g.ChargedMicros is { } charged ? new Micros(charged) : null, g.CreatedAt)),
        ];
    }

    public async Task<IReadOnlyList<FailedWork>> FailuresAsync(string? modelId, int max, CancellationToken ct)
    {
        var rows = db.Generations.AsNoTracking().Where(g => g.Stage == Stage.Failed);
        if (modelId is not null) rows = rows.Where(g => g.ModelId == modelId);
        var found = await rows.OrderByDescending(g => g.CreatedAt).Take(max)
            .Select(g => new { g.Id, g.ModelId, g.ErrorCode, g.ErrorMessage, g.CreatedAt }).ToListAsync(ct);
        return [.. found.Select(g => new FailedWork(g.Id, g.ModelId, g.ErrorCode ?? "", g.ErrorMessage ?? "", g.CreatedAt))];
    }

    public async Task<IReadOnlyDictionary<string, int>> RunningAsync(CancellationToken ct) =>
        await db.Generations.Where(g => g.NextPollAt != null).GroupBy(g => g.ModelId).Select(g => new { g.Key, Count = g.Count() })
            .ToDictionaryAsync(g => g.Key, g => g.Count, ct);

    async Task<IReadOnlyList<StoredKind>> IStorageUse.ReadAsync(CancellationToken ct)
    {
        var kinds = await db.Media.GroupBy(m => m.GenerationId != null)
            .Select(g => new { IsResult = g.Key, Files = g.LongCount(), Bytes = g.Sum(m => m.Bytes) }).ToListAsync(ct);
        return [.. kinds.Select(k => new StoredKind(k.IsResult ? "Results" : "Uploads", k.Files, k.Bytes))];
    }

    private string Spelled(string sql) =>
        db.Database.IsNpgsql() ? sql.Replace("generation_", "generation.", StringComparison.Ordinal) : sql;

    private static string Word(Medium type) => type.ToString().ToLowerInvariant();

    private sealed record TallyRow(
        long Start, string ModelId, string Type, long Total, long Completed, long Failed, string Latencies, long Slot)
    {
        public WorkSlice Slice(bool byHour) => new(
            DateTimeOffset.FromUnixTimeMilliseconds(byHour ? Start : TimeCut.Down(Start, TimeCut.Day)), ModelId, Type, Total, Completed, Failed, 0,
            Slot < 0 ? Latencies : FormattableString.Invariant($"{Slot}:{Completed}"));
    }
}
