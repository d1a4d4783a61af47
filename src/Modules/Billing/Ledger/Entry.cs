using OmniHub.Contracts.Billing;

namespace OmniHub.Billing;

/// <summary>One movement, and the row of the user's ledger. Never changed, never deleted: triggers refuse it.</summary>
internal sealed class Entry
{
    public required string Id { get; init; }

    /// <summary>Unique: the same movement is never made twice.</summary>
    public required string Key { get; init; }

    public EntryKind Kind { get; init; }

    /// <summary>Whose ledger it stands in; null where only the operator's accounts moved.</summary>
    public string? Account { get; init; }

    /// <summary>Place in the ledger of the account, 1, 2, 3, …</summary>
    public long Seq { get; init; }

    public long AmountMicros { get; init; }

    /// <summary>Posted credits of the account after it.</summary>
    public long BalanceAfterMicros { get; init; }

    /// <summary>What is left of a plan's allowance after it; the rest of the balance was bought or given.</summary>
    public long AllowanceAfterMicros { get; init; }

    public long ProviderCostMicros { get; init; }

    public required string Reference { get; init; }

    public required string Description { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public string? UserId { get; init; }

    public string? KeyId { get; init; }

    public string? WorkspaceId { get; init; }

    public string? ProjectId { get; init; }

    public string? ModelId { get; init; }
}

/// <summary>One side of an entry. The postings of an entry sum to zero.</summary>
internal sealed class Posting
{
    public required string EntryId { get; init; }

    public required string Account { get; init; }

    public long AmountMicros { get; init; }
}
