namespace OmniHub.Contracts.Billing;

/// <summary>By what a closed hold is found in the provider's own books, to compare with later. None: there is nothing to compare.</summary>
/// <param name="Provider">As <c>fal</c>: which <see cref="IProviderBill"/> knows.</param>
/// <param name="Reference">The provider's id of the work.</param>
/// <param name="MarginPercent">The margin on the provider's bill at which the work was sold; null where it was sold at a price that the bill does not change.</param>
public sealed record Receipt(string Provider, string Reference, decimal? MarginPercent);

/// <summary>Reads what one provider says that it took. Found by scanning.</summary>
public interface IProviderBill
{
    /// <summary>As in <see cref="Receipt.Provider"/>.</summary>
    string Provider { get; }

    /// <summary>One answer for each of these works, by its reference; a missing one was not asked.</summary>
    Task<IReadOnlyDictionary<string, BillLook>> LookAsync(IReadOnlyList<BilledWork> works, CancellationToken ct);
}

/// <summary>Work to look up.</summary>
/// <param name="Reference">The provider's id of it.</param>
/// <param name="ClosedAt">When its hold was closed.</param>
public sealed record BilledWork(string Reference, DateTimeOffset ClosedAt);

/// <summary>What the provider's books say.</summary>
public abstract record BillLook
{
    /// <summary>So much, in USD, exact.</summary>
    public sealed record Billed(decimal Usd) : BillLook;

    /// <summary>Nothing is written yet.</summary>
    public sealed record NotYet : BillLook;

    /// <summary>They cannot be read now.</summary>
    /// <param name="Sentence">For the operator.</param>
    public sealed record Unable(string Sentence) : BillLook;
}
