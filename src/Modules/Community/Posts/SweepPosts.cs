using Microsoft.EntityFrameworkCore;
using OmniHub.Contracts.Accounts;
using OmniHub.Contracts.Generation;
using OmniHub.Kernel;

namespace OmniHub.Community;

/// <summary>
/// Compares posts with what they show, a batch at a time, newest first: those whose generation is gone go, a changed name is taken over, and
/// those of a disabled author are withheld.
/// A hint does the same at once; this finds the hints that were lost, and begins again with the newest after a start.
/// </summary>
internal sealed class SweepPosts(
    CommunityDb db, IFinishedWork finished, IAccounts accounts, RemovePosts remove, RenameAuthors rename, WithholdPosts withhold, SweepPlace place,
    TimeProvider clock) : IWork
{
    private const int BatchSizeMax = 500;

    /// <summary>Days of views that are kept: today's, and yesterday's for clocks that differ.</summary>
    private const int DaysMax = 2;

    public async Task RunAsync(CancellationToken ct)
    {
        var batch = await db.Posts.AsNoTracking().Where(p => p.Number < place.Before).OrderByDescending(p => p.Number)
            .Select(p => new { p.Number, p.GenerationId, p.UserId, p.AuthorName, p.State }).Take(BatchSizeMax).ToListAsync(ct);
        place.Before = batch.Count < BatchSizeMax ? long.MaxValue : batch[^1].Number;
        foreach (var ids in batch.Chunk(100))
        {
            var gone = await finished.GoneAsync([.. ids.Select(p => p.GenerationId)], ct);
            foreach (var post in ids.Where(p => gone.Contains(p.GenerationId))) await remove.RemoveAsync(post.Number, ct);
            var people = await accounts.FindAsync([.. ids.Select(p => p.UserId).Distinct()], ct);
            foreach (var author in ids.DistinctBy(p => p.UserId))
            {
                if (!people.TryGetValue(author.UserId, out var person)) continue;
                if (person.Name != author.AuthorName) await rename.RenameAsync(person.Id, person.Name, ct);
                var wrong = person.IsDisabled ? PostState.Visible : PostState.Withheld;
                if (ids.Any(p => p.UserId == person.Id && p.State == wrong)) await withhold.SetAsync(person.Id, person.IsDisabled, ct);
            }
        }

        var before = CountView.DayOf(clock.GetUtcNow()) - DaysMax + 1;
        await db.Seen.Where(s => s.Day < before).ExecuteDeleteAsync(ct);
        await db.Salts.Where(s => s.Day < before).ExecuteDeleteAsync(ct);
    }
}

/// <summary>Takes over an author's name: at once by the hint, in time by the sweep.</summary>
internal sealed class RenameAuthors(CommunityDb db, IAccounts accounts, GalleryCache cache) : IHandle<UserRenamed>
{
    public async Task HandleAsync(UserRenamed happened, CancellationToken ct)
    {
        if (await accounts.FindAsync(happened.UserId, ct) is { } person) await RenameAsync(person.Id, person.Name, ct);
    }

    public async Task RenameAsync(string userId, string name, CancellationToken ct)
    {
        var changed = await db.Posts.Where(p => p.UserId == userId && p.AuthorName != name).Select(p => p.Id).ToListAsync(ct);
        if (changed.Count == 0) return;
        await db.Posts.Where(p => p.UserId == userId).ExecuteUpdateAsync(set => set.SetProperty(p => p.AuthorName, name), ct);
        foreach (var id in changed) cache.PostChanged(id);
    }
}

/// <summary>How far the sweep is.</summary>
internal sealed class SweepPlace
{
    public long Before { get; set; } = long.MaxValue;
}
