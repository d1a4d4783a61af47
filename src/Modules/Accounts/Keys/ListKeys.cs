using OmniHub.Kernel;

namespace OmniHub.Accounts;

/// <summary>GET /api/keys</summary>
internal static class ListKeys
{
    public static async Task<Reply> Handle(PageRequest page, ICurrentUser me, KeyViews keys, CancellationToken ct) =>
        Reply.Of(await keys.PageAsync(me.Id, page, ct));
}
