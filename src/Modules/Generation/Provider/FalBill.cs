using OmniHub.Contracts.Billing;
using OmniHub.Providers;

namespace OmniHub.Generation;

/// <summary>fal's books: its billing events. A key with admin scope may read them.</summary>
internal sealed class FalBill(FalClient fal) : IProviderBill
{
    public const string Name = "fal";
    private const decimal NanoPerUsd = 1_000_000_000;

    /// <summary>The work began before its hold was closed, and its line may be older still.</summary>
    private static readonly TimeSpan Before = TimeSpan.FromHours(26);

    public string Provider => Name;

    public async Task<IReadOnlyDictionary<string, BillLook>> LookAsync(IReadOnlyList<BilledWork> works, CancellationToken ct)
    {
        var since = works.Min(w => w.ClosedAt) - Before;
        switch (await fal.BillingEventsAsync([.. works.Select(w => w.Reference)], since, ct))
        {
            case FalAnswer<IReadOnlyList<FalBillingEvent>>.Ok(var events):
                var lines = events.ToLookup(e => e.RequestId);
                return works.Select(w => w.Reference).Distinct().ToDictionary(id => id, id => Read([.. lines[id]]));
            case FalAnswer<IReadOnlyList<FalBillingEvent>>.Failed(var error, _):
                var sentence = error.Code == FalCode.Unauthorized
                    ? "This key may not read billing events. Use one with admin scope, and charges are compared with fal's books."
                    : error.Message;
                return works.Select(w => w.Reference).Distinct().ToDictionary(id => id, BillLook (_) => new BillLook.Unable(sentence));
            case var other: throw new InvalidOperationException($"Unknown answer {other.GetType().Name}.");
        }
    }

    // A later line may correct an earlier one, so all of them count.
    private static BillLook Read(IReadOnlyList<FalBillingEvent> lines)
    {
        var costs = lines.Select(e => e.CostTotal ?? e.CostNanoUsd / NanoPerUsd ?? e.OutputUnits * e.UnitPrice).OfType<decimal>().ToList();
        return costs.Count == 0 || costs.Sum() < 0 ? new BillLook.NotYet() : new BillLook.Billed(costs.Sum());
    }
}
