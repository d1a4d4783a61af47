using Microsoft.EntityFrameworkCore;
using OmniHub.Kernel;

namespace OmniHub.Accounts;

/// <summary>The row of whoever asks.</summary>
internal static class UserQueries
{
    /// <summary>Untracked. Deleted between its authentication and now: the session is over.</summary>
    public static async Task<User> MeAsync(this AccountsDb db, ICurrentUser me, CancellationToken ct) =>
        await db.Users.AsNoTracking().FirstOrDefaultAsync(u => u.Id == me.Id && u.DeletedAt == null, ct)
        ?? throw new RefusedException(new(401, "unauthorized", "Sign in, or send a valid token."));
}
