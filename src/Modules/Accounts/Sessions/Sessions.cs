using Microsoft.EntityFrameworkCore;
using OmniHub.Contracts.Accounts;
using OmniHub.Kernel;

namespace OmniHub.Accounts;

/// <summary>Ends sessions. What they opened (streams, live pages) is told to close.</summary>
internal sealed class Sessions(AccountsDb db, KnownUsers known, IEvents events)
{
    public static string NewStamp() => Id.Secret();

    /// <summary>Ends every JWT and cookie of the user; API keys stay.</summary>
    public async Task EndAsync(string userId, CancellationToken ct)
    {
        var stamp = NewStamp();
        await db.Users.Where(u => u.Id == userId).ExecuteUpdateAsync(u => u.SetProperty(x => x.SecurityStamp, stamp), ct);
        Ended(userId);
    }

    /// <summary>After a change of the stamp was committed.</summary>
    public void Ended(string userId)
    {
        known.Forget(userId);
        events.Publish(new SessionsEnded(userId));
    }
}
