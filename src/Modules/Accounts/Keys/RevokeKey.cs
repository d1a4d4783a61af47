using Microsoft.EntityFrameworkCore;
using OmniHub.Kernel;

namespace OmniHub.Accounts;

/// <summary>DELETE /api/keys/{id}: the key is refused from now on.</summary>
internal static class RevokeKey
{
    public static async Task<Reply> Handle(string id, ICurrentUser me, AccountsDb db, KnownKeys known, ProfilePages pages, CancellationToken ct)
    {
        var hash = await db.Keys.Where(k => k.Id == id && k.UserId == me.Id).Select(k => k.Hash).FirstOrDefaultAsync(ct);
        if (hash is null || await db.Keys.Where(k => k.Id == id && k.UserId == me.Id).ExecuteDeleteAsync(ct) == 0) return Refusal.NotFound();
        known.Forget(hash);
        return await pages.KeysAsync(Reply.Nothing(), null, ct);
    }
}
