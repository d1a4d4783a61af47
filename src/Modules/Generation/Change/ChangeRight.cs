using OmniHub.Contracts.Accounts;
using OmniHub.Kernel;

namespace OmniHub.Generation;

/// <summary>Who may change what is in a workspace: its members, but not its viewers.</summary>
internal sealed class ChangeRight(ReadGenerations read, IWorkspaces workspaces)
{
    /// <summary>The row, or the refusal that hides it or names the role.</summary>
    public async Task<(GenerationRow? Row, Refusal? Refusal)> OfAsync(string id, ICurrentUser me, CancellationToken ct)
    {
        if (await read.RowAsync(id, me.Id, ct) is not { } row) return (null, Refusal.NotFound());
        return await RefusalAsync(row.WorkspaceId, me, ct) is { } refusal ? (null, refusal) : (row, null);
    }

    public async Task<Refusal?> RefusalAsync(string workspaceId, ICurrentUser me, CancellationToken ct) =>
        await workspaces.SpendAsync(me.Id, me.KeyId, workspaceId, ct) switch
        {
            SpendingPlace.Allowed => null,
            SpendingPlace.ReadOnly => Refusal.Forbidden(),
            _ => Refusal.NotFound(),
        };
}
