using OmniHub.Contracts.Accounts;
using OmniHub.Kernel;

namespace OmniHub.Community;

/// <summary>
/// While an author is disabled nobody sees what they published, and then it is back where it was: at once by the hint, in time by the sweep.
/// What an admin hid stays hidden.
/// </summary>
internal sealed class WithholdPosts(CommunityDb db, IAccounts accounts, MovePosts move) : IHandle<UserSwitched>
{
    public async Task HandleAsync(UserSwitched happened, CancellationToken ct)
    {
        if (await accounts.FindAsync(happened.UserId, ct) is { } person) await SetAsync(person.Id, person.IsDisabled, ct);
    }

    public async Task SetAsync(string userId, bool isDisabled, CancellationToken ct)
    {
        var (from, to) = isDisabled ? (PostState.Visible, PostState.Withheld) : (PostState.Withheld, PostState.Visible);
        await move.MoveAsync(db.Posts.Where(p => p.UserId == userId), from, to, ct);
    }
}
