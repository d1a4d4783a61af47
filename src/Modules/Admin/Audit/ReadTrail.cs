using OmniHub.Contracts.Accounts;
using OmniHub.Contracts.Admin;

namespace OmniHub.Admin;

/// <summary>The log of one thing, for the page of the module that owns it.</summary>
internal sealed class ReadTrail(AdminDb db, IAccounts accounts) : IAuditTrail
{
    public async Task<IReadOnlyList<TrailEntry>> OfAsync(string targetId, int max, CancellationToken ct) =>
    [
        .. (await ListAudit.OfAsync(targetId, max, db, accounts, ct))
            .Select(e => new TrailEntry(AuditWords.Who(e.Actor), e.Action, [.. AuditRowsView.Changes(e.Changes)], e.At)),
    ];
}
