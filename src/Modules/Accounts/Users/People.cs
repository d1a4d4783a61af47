using Microsoft.EntityFrameworkCore;
using OmniHub.Contracts.Accounts;
using OmniHub.Kernel;

namespace OmniHub.Accounts;

/// <summary>People, for the other modules.</summary>
internal sealed class People(AccountsDb db, Sessions sessions, KnownUsers known, IEvents events) : IAccounts
{
    public async Task<Person?> FindAsync(string userId, CancellationToken ct) =>
        (await db.Users.AsNoTracking().FirstOrDefaultAsync(u => u.Id == userId && u.DeletedAt == null, ct))?.ToPerson();

    public async Task<IReadOnlyDictionary<string, Person>> FindAsync(IReadOnlyCollection<string> userIds, CancellationToken ct) =>
        await db.Users.AsNoTracking().Where(u => userIds.Contains(u.Id) && u.DeletedAt == null)
            .ToDictionaryAsync(u => u.Id, u => u.ToPerson(), ct);

    public async Task<Page<Person>> ListAsync(string? q, string? status, PageRequest page, CancellationToken ct)
    {
        var users = db.Users.AsNoTracking().Where(u => u.DeletedAt == null);
        if (q?.Trim().ToLowerInvariant() is { Length: > 0 } part)
        {
            var pattern = $"%{part.Replace("\\", "\\\\").Replace("%", "\\%").Replace("_", "\\_")}%";
            users = users.Where(u =>
                EF.Functions.Like(u.NormalizedEmail!, pattern, "\\") || EF.Functions.Like(u.Name.ToLower(), pattern, "\\"));
        }

        users = status switch
        {
            "active" => users.Where(u => !u.IsDisabled),
            "disabled" => users.Where(u => u.IsDisabled),
            "admin" => users.Where(u => u.IsAdmin),
            _ => users,
        };
        if (page.After is { } after) users = users.Where(u => string.Compare(u.Id, after) < 0);
        return page.Cut(await users.OrderByDescending(u => u.Id).Take(page.Limit + 1).ToListAsync(ct), u => u.Id, u => u.ToPerson());
    }

    public async Task<Person?> ChangeAsync(string userId, bool? isAdmin, bool? isDisabled, CancellationToken ct)
    {
        var (old, ended) = await db.WriteAsync(
            async () =>
            {
                var user = await db.Users.FirstOrDefaultAsync(u => u.Id == userId && u.DeletedAt == null, ct);
                if (user is null) return ((Person?)null, false);
                var before = user.ToPerson();
                user.IsAdmin = isAdmin ?? user.IsAdmin;
                user.IsDisabled = isDisabled ?? user.IsDisabled;
                var ends = user.IsDisabled && !before.IsDisabled;
                if (ends) user.SecurityStamp = Sessions.NewStamp();
                await db.SaveChangesAsync(ct);
                return (before, ends);
            },
            ct);
        known.Forget(userId);
        if (ended) sessions.Ended(userId);
        if (old is not null && isDisabled is { } now && now != old.IsDisabled) events.Publish(new UserSwitched(userId));
        return old;
    }

    public async Task<bool> EndSessionsAsync(string userId, CancellationToken ct)
    {
        if (await FindAsync(userId, ct) is null) return false;
        await sessions.EndAsync(userId, ct);
        return true;
    }

    public async Task<(int Total, int New)> CountAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken ct) =>
        (await db.Users.CountAsync(u => u.DeletedAt == null, ct),
            await db.Users.CountAsync(u => u.DeletedAt == null && u.CreatedAt >= from && u.CreatedAt < to, ct));
}
