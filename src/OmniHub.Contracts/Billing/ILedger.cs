using OmniHub.Kernel;

namespace OmniHub.Contracts.Billing;

/// <summary>A person's ledger, to read.</summary>
public interface ILedger
{
    /// <summary>Every entry, newest first, read in batches.</summary>
    IAsyncEnumerable<LedgerEntry> ReadAsync(string account, CancellationToken ct);
}

/// <summary>One entry, as the API shows it.</summary>
public sealed record LedgerEntry(
    string Id, EntryKind Kind, Micros Amount, Micros BalanceAfter, string Reference, string Description, DateTimeOffset CreatedAt);
