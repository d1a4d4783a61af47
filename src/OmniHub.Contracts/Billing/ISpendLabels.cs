namespace OmniHub.Contracts.Billing;

/// <summary>Names the ids of usage reports. The module that owns a kind of id implements it; an id without a name shows as itself.</summary>
public interface ISpendLabels
{
    /// <summary>What it names: <c>model</c>, <c>project</c>, <c>member</c> or <c>key</c>.</summary>
    string GroupBy { get; }

    /// <summary>Names by id, as far as they are known. The ids come from the ledger of the person who reads the report.</summary>
    Task<IReadOnlyDictionary<string, string>> NameAsync(IReadOnlyCollection<string> ids, CancellationToken ct);
}
