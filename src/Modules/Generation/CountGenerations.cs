using Microsoft.EntityFrameworkCore;
using OmniHub.Contracts.Generation;

namespace OmniHub.Generation;

/// <summary>Counts generations for the operator.</summary>
internal sealed class CountGenerations(GenerationDb db) : IGenerationFigures
{
    private const long DayMs = 86_400_000;

    public async Task<GenerationFigures> ReadAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken ct)
    {
        var rows = db.Generations.AsNoTracking().Where(g => g.CreatedAt >= from && g.CreatedAt < to);
        var stages = await rows.GroupBy(g => g.Stage).Select(g => new { g.Key, Count = g.Count() })
            .ToDictionaryAsync(g => g.Key, g => g.Count, ct);
        var types = await rows.GroupBy(g => g.Type).Select(g => new { g.Key, Count = g.Count() }).ToListAsync(ct);
        var models = await rows.GroupBy(g => g.ModelId).Select(g => new { g.Key, Count = g.Count() }).ToListAsync(ct);
        var users = await rows.Select(g => g.UserId).Distinct().CountAsync(ct);
        return new(
            stages.Values.Sum(), stages.GetValueOrDefault(Stage.Completed), stages.GetValueOrDefault(Stage.Failed), users,
            types.ToDictionary(g => g.Key.ToString().ToLowerInvariant(), g => g.Count), models.ToDictionary(g => g.Key, g => g.Count),
            await DaysAsync(from, to, ct));
    }

    // Times are milliseconds in the table, so a day is a whole division.
    private async Task<IReadOnlyList<DayCount>> DaysAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken ct)
    {
        var (first, end) = (from.ToUnixTimeMilliseconds(), to.ToUnixTimeMilliseconds());
        var days = await (db.Database.IsNpgsql()
            ? db.Database.SqlQuery<DayRow>(
                $"""
                SELECT created_at / {DayMs} AS "Day", CAST(COUNT(*) AS integer) AS "Count" FROM generation.generations
                WHERE created_at >= {first} AND created_at < {end} GROUP BY 1
                """)
            : db.Database.SqlQuery<DayRow>(
                $"""
                SELECT created_at / {DayMs} AS "Day", COUNT(*) AS "Count" FROM generation_generations
                WHERE created_at >= {first} AND created_at < {end} GROUP BY 1
                """))
            .ToListAsync(ct);
        return [.. days.OrderBy(d => d.Day).Select(d => new DayCount(DateOf(d.Day), d.Count))];
    }

    private static DateOnly DateOf(long day) => DateOnly.FromDateTime(DateTimeOffset.FromUnixTimeMilliseconds(day * DayMs).UtcDateTime);

    private sealed record DayRow(long Day, int Count);
}
