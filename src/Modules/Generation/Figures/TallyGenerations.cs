using Microsoft.EntityFrameworkCore;
using OmniHub.Contracts.Figures;
using OmniHub.Kernel;

namespace OmniHub.Generation;

/// <summary>
/// Adds what has ended to the tallies of its hour and day. A row is marked in the same transaction, so each is counted once, whenever it
/// comes to its end; figures read the tallies and the rows that are not marked.
/// </summary>
internal sealed class TallyGenerations(GenerationDb db, TimeProvider clock) : IWork
{
    private const int BatchSizeMax = 500;
    private const long TallyLock = 0x67656e74616c; // "gental"

    public async Task RunAsync(CancellationToken ct)
    {
        while (await CountAsync(null, ct) == BatchSizeMax) ct.ThrowIfCancellationRequested();
    }

    /// <summary>Counts one that has ended, or the oldest that are not counted.</summary>
    public Task<int> CountAsync(string? id, CancellationToken ct) => db.WriteAsync(
        async () =>
        {
            db.ChangeTracker.Clear();
            // SQLite has one writer; elsewhere tallies are changed in turn.
            if (db.Database.IsNpgsql()) await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({TallyLock})", ct);
            var rows = await db.Generations.AsNoTracking().Where(g => id == null || g.Id == id)
                .Where(g => g.CountedAt == null && (g.Stage == Stage.Completed || g.Stage == Stage.Failed || g.Stage == Stage.Canceled))
                .OrderBy(g => g.CreatedAt).Take(BatchSizeMax)
                .Select(g => new Ended(g.Id, g.UserId, g.ModelId, g.Type.ToString(), g.Stage, g.CreatedAt, g.CompletedAt)).ToListAsync(ct);
            if (rows.Count == 0) return 0;
            await AddAsync(rows, ct);
            await AddUsersAsync(rows, ct);
            await db.SaveChangesAsync(ct);
            var (ids, now) = (rows.Select(r => r.Id).ToList(), clock.GetUtcNow());
            await db.Generations.Where(g => ids.Contains(g.Id)).ExecuteUpdateAsync(set => set.SetProperty(g => g.CountedAt, now), ct);
            return rows.Count;
        },
        ct);

    private async Task AddAsync(List<Ended> rows, CancellationToken ct)
    {
        var places = rows.SelectMany(r => new[] { (Hours: 1, Start: r.Hour, Row: r), (Hours: 24, Start: r.Day, Row: r) })
            .GroupBy(p => (p.Hours, p.Start, p.Row.ModelId)).ToList();
        var (starts, models) = (places.Select(p => p.Key.Start).Distinct().ToList(), rows.Select(r => r.ModelId).Distinct().ToList());
        var known = await db.Tallies.Where(t => starts.Contains(t.Start) && models.Contains(t.ModelId))
            .ToDictionaryAsync(t => (t.Hours, t.Start, t.ModelId), ct);
        foreach (var place in places)
        {
            var ended = place.Select(p => p.Row).ToList();
            if (!known.TryGetValue(place.Key, out var tally))
            {
                var (hours, start, model) = place.Key;
                db.Tallies.Add(tally = new Tally
                {
                    Hours = hours,
                    Start = start,
                    ModelId = model,
                    Type = ended[0].Type.ToLowerInvariant(),
                    Latencies = "",
                });
            }

            tally.Total += ended.Count;
            tally.Completed += ended.Count(r => r.Stage == Stage.Completed);
            tally.Failed += ended.Count(r => r.Stage == Stage.Failed);
            var latencies = Latencies.Of([tally.Latencies]);
            foreach (var row in ended.Where(r => r.Stage == Stage.Completed && r.CompletedAt != null))
                latencies.Add(Latencies.SlotOf(row.CompletedAt!.Value - row.CreatedAt), 1);
            tally.Latencies = latencies.ToString();
        }
    }

    private async Task AddUsersAsync(List<Ended> rows, CancellationToken ct)
    {
        var (days, users) = (rows.Select(r => r.Day).Distinct().ToList(), rows.Select(r => r.UserId).Distinct().ToList());
        var known = (await db.ActiveDays.AsNoTracking().Where(a => days.Contains(a.Day) && users.Contains(a.UserId)).ToListAsync(ct))
            .Select(a => (a.Day, a.UserId)).ToHashSet();
        foreach (var (day, user) in rows.Select(r => (r.Day, r.UserId)).Distinct().Where(pair => !known.Contains(pair)))
            db.ActiveDays.Add(new ActiveDay { Day = day, UserId = user });
    }

    private sealed record Ended(
        string Id, string UserId, string ModelId, string Type, Stage Stage, DateTimeOffset CreatedAt, DateTimeOffset? CompletedAt)
    {
        public long Hour => TimeCut.Down(CreatedAt.ToUnixTimeMilliseconds(), TimeCut.Hour);

        public long Day => TimeCut.Down(CreatedAt.ToUnixTimeMilliseconds(), TimeCut.Day);
    }
}
