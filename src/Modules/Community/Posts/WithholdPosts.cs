using Microsoft.EntityFrameworkCore;
using OmniHub.Contracts.Accounts;
using OmniHub.Kernel;

namespace OmniHub.Community;

/// <summary>
/// While an author is disabled nobody sees what they published, and then it is back where it was: at once by the hint, in time by the sweep.
/// What an admin hid stays hidden.
/// </summary>
internal sealed class WithholdPosts(CommunityDb db, IAccounts accounts, GalleryCache cache) : IHandle<UserSwitched>
{
    public async Task HandleAsync(UserSwitched happened, CancellationToken ct)
    {
        if (await accounts.FindAsync(happened.UserId, ct) is { } person) await SetAsync(person.Id, person.IsDisabled, ct);
    }

    public async Task SetAsync(string userId, bool isDisabled, CancellationToken ct)
    {
        var (from, to) = isDisabled ? (PostState.Visible, PostState.Withheld) : (PostState.Withheld, PostState.Visible);
        foreach (var number in await db.Posts.Where(p => p.UserId == userId && p.State == from).Select(p => p.Number).ToListAsync(ct))
        {
            if (await MoveAsync(number, from, to, ct) is { } id) cache.PostChanged(id);
        }
    }

    private Task<string?> MoveAsync(long number, PostState from, PostState to, CancellationToken ct) => db.WriteAsync(
        async () =>
        {
            db.ChangeTracker.Clear();
            if (!await Placings.TakeAsync(db, number, ct)) return null;
            var post = await db.Posts.SingleAsync(p => p.Number == number, ct);
            if (post.State != from) return null;
            post.State = to;
            if (to == PostState.Visible) Placings.Add(db, post);
            else await Placings.RemoveAsync(db, post);
            await db.SaveChangesAsync(ct);
            return post.Id;
        },
        ct);
}
