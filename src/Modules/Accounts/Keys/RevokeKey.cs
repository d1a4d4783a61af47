using Microsoft.EntityFrameworkCore;
using OmniHub.Kernel;

namespace OmniHub.Accounts;

/// <summary>DELETE /api/keys/{id}: the key is refused from now on.</summary>
internal static class RevokeKey
{
    public static async Task<Reply> Handle(
        string id, ICurrentUser me, AccountsDb db, KnownKeys known, ProfilePages pages, CancellationToken ct)
    {
        var mine = db.Keys.Where(k => k.Id == id && k.UserId == me.Id);
        var hash = await mine.Select(k => k.Hash).FirstOrDefaultAsync(ct);
        if (hash is null || await mine.ExecuteDeleteAsync(ct) == 0) return Refusal.NotFound();
        known.Forget(hash);
        return await pages.KeysAsync(Reply.Nothing(), null, ct);
    }
}
