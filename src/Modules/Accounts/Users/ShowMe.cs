using OmniHub.Kernel;

namespace OmniHub.Accounts;

/// <summary>GET /api/auth/me</summary>
internal static class ShowMe
{
    public static async Task<Reply> Handle(ICurrentUser me, AccountsDb db, UserViews views, CancellationToken ct) =>
        Reply.Of(new MeView(await views.OfAsync(await db.MeAsync(me, ct), ct)));
}
