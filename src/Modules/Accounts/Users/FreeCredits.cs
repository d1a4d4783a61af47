using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using OmniHub.Contracts.Admin;
using OmniHub.Contracts.Billing;
using OmniHub.Kernel;

namespace OmniHub.Accounts;

/// <summary>Grants the free credits once to each mailbox, also after a deletion: the ledger knows the posting's key for ever.</summary>
internal sealed class FreeCredits(AccountsDb db, ICredits credits, ISettings settings, ServerKeys keys, TimeProvider clock)
{
    public async Task GrantAsync(User user, CancellationToken ct)
    {
        var amount = settings.Current.FreeCredits;
        if (amount.IsPositive)
        {
            var key = "free:" + keys.Pseudonym("mailbox:" + EmailAddress.Mailbox(user.Email!));
            await credits.PostAsync(new(key, user.Id, EntryKind.Grant, amount, user.Id, "Free credits"), ct);
        }

        var now = clock.GetUtcNow();
        await db.Users.Where(u => u.Id == user.Id).ExecuteUpdateAsync(u => u.SetProperty(x => x.FreeCreditsAt, now), ct);
    }
}

/// <summary>Finds users whose sign-up ended between the account and its free credits.</summary>
internal sealed class GrantFreeCredits(AccountsDb db, FreeCredits free, TimeProvider clock, ILogger<GrantFreeCredits> log) : IWork
{
    private const int BatchSizeMax = 50;

    // A sign-up that is still running grants them itself.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public async Task RunAsync(CancellationToken ct)
    {
        var before = clock.GetUtcNow() - Patience;
        var waiting = await db.Users.AsNoTracking().Where(u => u.FreeCreditsAt == null && u.DeletedAt == null && u.CreatedAt <= before)
            .OrderBy(u => u.CreatedAt).Take(BatchSizeMax).ToListAsync(ct);
        foreach (var user in waiting)
        {
            try
            {
                await free.GrantAsync(user, ct);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                log.LogWarning(e, "Free credits of {User} could not be granted; the next run tries again", user.Id);
            }
        }
    }
}
