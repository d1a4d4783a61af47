using Microsoft.EntityFrameworkCore;
using OmniHub.Contracts.Accounts;
using OmniHub.Contracts.Billing;
using OmniHub.Kernel;

namespace OmniHub.Accounts;

/// <summary>What one may see and where one may spend, read fresh.</summary>
internal sealed class Spending(AccountsDb db, Places places, TimeProvider clock) : IWorkspaces
{
    // Counted like a limit, so that what a key or a member used is known; no balance comes near it.
    private static readonly Micros NoLimit = new(1_000_000_000 * Micros.PerCredit);

    public async Task<IReadOnlyList<string>> VisibleAsync(string userId, CancellationToken ct) =>
        await db.Members.Where(m => m.UserId == userId).Select(m => m.WorkspaceId).ToListAsync(ct);

    public async Task<IReadOnlyList<string>> ReadOnlyAsync(string userId, CancellationToken ct) =>
        await db.Members.Where(m => m.UserId == userId && m.Role == MemberRole.Viewer).Select(m => m.WorkspaceId).ToListAsync(ct);

    public async Task<SpendingPlace> SpendAsync(string userId, string? keyId, string? workspaceId, CancellationToken ct)
    {
        var place = await (
            from m in db.Members
            join w in db.Workspaces on m.WorkspaceId equals w.Id
            join u in db.Users on m.UserId equals u.Id
            // A default workspace that one was removed from gives way to the own one.
            where m.UserId == userId
                && (workspaceId == null ? w.Id == u.DefaultWorkspaceId || (w.IsPersonal && w.OwnerId == userId) : w.Id == workspaceId)
            orderby w.Id == u.DefaultWorkspaceId descending
            select new { w.Id, w.OwnerId, m.Role, m.MonthlyCreditLimit }).FirstOrDefaultAsync(ct);
        if (place is null) return new SpendingPlace.Unknown();
        if (place.Role == MemberRole.Viewer) return new SpendingPlace.ReadOnly();

        var limit = place.MonthlyCreditLimit;
        var caps = new List<Cap>
        {
            new(
                Member.CapKeyOf(place.Id, userId, clock.GetUtcNow()),
                limit ?? NoLimit,
                $"This is over your limit of {limit ?? NoLimit} credits a month in this workspace."),
        };
        if (keyId is not null) caps.Add(await KeyCapAsync(userId, keyId, ct));
        return new SpendingPlace.Allowed(place.Id, place.OwnerId, caps);
    }

    public Task<WorkPlace?> PlaceAsync(string userId, string? workspaceId, CancellationToken ct) => places.FindAsync(userId, workspaceId, ct);

    public Task<IReadOnlyList<WorkspaceName>> PlacesAsync(string userId, CancellationToken ct) => places.ListAsync(userId, ct);

    private async Task<Cap> KeyCapAsync(string userId, string keyId, CancellationToken ct)
    {
        var key = await db.Keys.Where(k => k.Id == keyId && k.UserId == userId).Select(k => new { k.CreditLimit }).FirstOrDefaultAsync(ct);
        // A key that was revoked while its request was on the way spends nothing.
        var limit = key is null ? Micros.Zero : key.CreditLimit ?? NoLimit;
        return new(ApiKey.CapKeyOf(keyId), limit, $"This is over the limit of {limit} credits of this API key.");
    }
}
