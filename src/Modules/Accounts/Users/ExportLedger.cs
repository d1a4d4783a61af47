using OmniHub.Contracts.Accounts;
using OmniHub.Contracts.Billing;

namespace OmniHub.Accounts;

/// <summary>The ledger in the export of a person's data. It stands here because Billing asks no other module.</summary>
internal sealed class ExportLedger(ILedger ledger) : IExportPart
{
    public Task WriteAsync(string userId, IExport export, CancellationToken ct) => export.AddJsonAsync("ledger.json", ledger.ReadAsync(userId, ct), ct);
}
