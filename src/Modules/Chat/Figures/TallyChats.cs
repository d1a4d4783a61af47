using Microsoft.EntityFrameworkCore;
using OmniHub.Contracts.Figures;
using OmniHub.Kernel;

namespace OmniHub.Chat;

/// <summary>
/// Adds what is settled to the tallies of its hour and day. A row is marked in the same transaction, so each is counted once, whenever
/// its bill comes; figures read the tallies and the rows that are not marked.
/// </summary>
internal sealed class TallyChats(ChatDb db, TimeProvider clock) : IWork
{
    private const int BatchSizeMax = 500;
    private const long TallyLock = 0x6368617474616c; // "chattal"

    public async Task RunAsync(CancellationToken ct)
    {
        while (await CountAsync(ct) >= BatchSizeMax) ct.ThrowIfCancellationRequested();
    }

    private Task<int> CountAsync(CancellationToken ct) => db.WriteAsync(
        async () =>
        {
            db.ChangeTracker.Clear();
            // SQLite has one writer; elsewhere tallies are changed in turn.
            if (db.Database.IsNpgsql()) await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({TallyLock})", ct);
            var answers = await db.Messages.AsNoTracking().Where(m => m.CountedAt == null && m.Payer != null && m.SettledAt != null)
                .OrderBy(m => m.CreatedAt).Take(BatchSizeMax)
                .Select(m => new Settled(
                    m.Id, m.UserId, m.ModelId ?? "", m.Status == MessageStatus.Failed, m.Status != MessageStatus.Failed,
                    (m.PromptTokens ?? 0) + (long)(m.CompletionTokens ?? 0), m.CreatedAt, m.EndedAt))
                .ToListAsync(ct);
            var calls = await db.Calls.AsNoTracking().Where(c => c.CountedAt == null && c.Status != CallStatus.Running && c.SettledAt != null)
                .OrderBy(c => c.CreatedAt).Take(BatchSizeMax)
                .Select(c => new Settled(
                    c.Id, c.UserId, c.ModelId, c.Status == CallStatus.Failed, c.Status == CallStatus.Completed,
                    (c.PromptTokens ?? 0) + (long)(c.CompletionTokens ?? 0), c.CreatedAt, c.EndedAt))
                .ToListAsync(ct);
            List<Settled> rows = [.. answers, .. calls];
            if (rows.Count == 0) return 0;
            await AddAsync(rows, ct);
            await AddUsersAsync(rows, ct);
            await db.SaveChangesAsync(ct);
            var (ids, now) = (rows.Select(r => r.Id).ToList(), clock.GetUtcNow());
            await db.Messages.Where(m => ids.Contains(m.Id)).ExecuteUpdateAsync(set => set.SetProperty(m => m.CountedAt, now), ct);
            await db.Calls.Where(c => ids.Contains(c.Id)).ExecuteUpdateAsync(set => set.SetProperty(c => c.CountedAt, now), ct);
            return Math.Max(answers.Count, calls.Count);
        },
        ct);

    private async Task AddAsync(List<Settled> rows, CancellationToken ct)
    {
        var places = rows.SelectMany(r => new[] { (Hours: 1, Start: r.Hour, Row: r), (Hours: 24, Start: r.Day, Row: r) })
            .GroupBy(p => (p.Hours, p.Start, p.Row.ModelId)).ToList();
        var (starts, models) = (places.Select(p => p.Key.Start).Distinct().ToList(), rows.Select(r => r.ModelId).Distinct().ToList());
        var known = await db.Tallies.Where(t => starts.Contains(t.Start) && models.Contains(t.ModelId))
            .ToDictionaryAsync(t => (t.Hours, t.Start, t.ModelId), ct);
        foreach (var place in places)
        {
            var settled = place.Select(p => p.Row).ToList();
            if (!known.TryGetValue(place.Key, out var tally))
            {
                var (hours, start, model) = place.Key;
                db.Tallies.Add(tally = new Tally { Hours = hours, Start = start, ModelId = model, Latencies = "" });
            }

            tally.Total += settled.Count;
            tally.Completed += settled.Count(r => r.IsCompleted);
            tally.Failed += settled.Count(r => r.IsFailed);
            tally.Tokens += settled.Sum(r => r.Tokens);
            var latencies = Latencies.Of([tally.Latencies]);
            foreach (var row in settled.Where(r => r.IsCompleted && r.EndedAt != null))
                latencies.Add(Latencies.SlotOf(row.EndedAt!.Value - row.CreatedAt), 1);
            tally.Latencies = latencies.ToString();
        }
    }

    private async Task AddUsersAsync(List<Settled> rows, CancellationToken ct)
    {
        var (days, users) = (rows.Select(r => r.Day).Distinct().ToList(), rows.Select(r => r.UserId).Distinct().ToList());
        var known = (await db.ActiveDays.AsNoTracking().Where(a => days.Contains(a.Day) && users.Contains(a.UserId)).ToListAsync(ct))
            .Select(a => (a.Day, a.UserId)).ToHashSet();
        foreach (var (day, user) in rows.Select(r => (r.Day, r.UserId)).Distinct().Where(pair => !known.Contains(pair)))
            db.ActiveDays.Add(new ActiveDay { Day = day, UserId = user });
    }

    private sealed record Settled(
        string Id, string UserId, string ModelId, bool IsFailed, bool IsCompleted, long Tokens, DateTimeOffset CreatedAt, DateTimeOffset? EndedAt)
    {
        public long Hour => TimeCut.Down(CreatedAt.ToUnixTimeMilliseconds(), TimeCut.Hour);

        public long Day => TimeCut.Down(CreatedAt.ToUnixTimeMilliseconds(), TimeCut.Day);
    }
}
