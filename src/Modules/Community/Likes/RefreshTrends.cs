using Microsoft.EntityFrameworkCore;
using OmniHub.Kernel;

namespace OmniHub.Community;

/// <summary>
/// Lets trends fade. A like counts 168 when it is given and one less each hour, so that after a week it counts nothing; a like adds
/// to the trend at once, and this recurring work takes the hours away. Only posts that still have a trend are looked at.
/// </summary>
internal sealed class RefreshTrends(CommunityDb db, GalleryCache cache, TimeProvider clock) : IWork
{
    public const int HoursMax = 7 * 24;

    private const int BatchSizeMax = 500;
    private const long HourMs = 3_600_000;

    public static int HoursLeft(DateTimeOffset liked, DateTimeOffset now) => Math.Clamp(HoursMax - (int)((now - liked).TotalMilliseconds / HourMs), 0, HoursMax);

    public async Task RunAsync(CancellationToken ct)
    {
        var after = 0L;
        while (true)
        {
            var batch = await db.Posts.AsNoTracking().Where(p => p.Trend > 0 && p.Number > after)
                .OrderBy(p => p.Number).Select(p => p.Number).Take(BatchSizeMax).ToListAsync(ct);
            foreach (var number in batch) await RefreshAsync(number, ct);
            if (batch.Count < BatchSizeMax) break;
            after = batch[^1];
        }

        cache.ListsChanged();
    }

    private Task RefreshAsync(long number, CancellationToken ct) => db.WriteAsync(
        async () =>
        {
            if (!await Placings.TakeAsync(db, number, ct)) return;
            var now = clock.GetUtcNow();
            var week = now.AddHours(-HoursMax);
            var post = await db.Posts.AsNoTracking().SingleAsync(p => p.Number == number, ct);
            var likes = await db.Likes.Where(l => l.Number == number && l.At > week).Select(l => l.At).ToListAsync(ct);
            var trend = likes.Sum(at => HoursLeft(at, now));
            if (trend == post.Trend) return;
            await db.Posts.Where(p => p.Number == number).ExecuteUpdateAsync(set => set.SetProperty(p => p.Trend, trend), ct);
            await Placings.MoveAsync(db, post, post.LikeCount, trend);
        },
        ct);
}
