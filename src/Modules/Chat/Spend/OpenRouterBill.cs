using System.Collections.Concurrent;
using OmniHub.Contracts.Billing;
using OmniHub.Contracts.Catalog;
using OmniHub.Providers;

namespace OmniHub.Chat;

/// <summary>OpenRouter's books: one look-up an answer.</summary>
internal sealed class OpenRouterBill(OpenRouterClient client) : IProviderBill
{
    private const string Name = "openrouter";
    private const int ParallelMax = 4;

    public string Provider => Name;

    /// <summary>Null where nobody keeps books: an endpoint of one's own, or an answer that never got an id.</summary>
    public static Receipt? ReceiptOf(string? provider, string? generationId, ChatTerms terms) =>
        generationId is null || ChatSpend.HostOf(provider) != ChatHost.OpenRouter ? null : new(Name, generationId, terms.MarginOnBill);

    public async Task<IReadOnlyDictionary<string, BillLook>> LookAsync(IReadOnlyList<BilledWork> works, CancellationToken ct)
    {
        var looks = new ConcurrentDictionary<string, BillLook>(StringComparer.Ordinal);
        var isDown = false;
        var options = new ParallelOptions { MaxDegreeOfParallelism = ParallelMax, CancellationToken = ct };
        await Parallel.ForEachAsync(works.Select(w => w.Reference).Distinct(), options, async (id, token) =>
        {
            // Where one cannot be asked, the others need not be tried.
            if (Volatile.Read(ref isDown)) return;
            looks[id] = await client.FindGenerationAsync(id, token) switch
            {
                GenerationLook.Found found => new BillLook.Billed(found.CostUsd),
                GenerationLook.Unreachable(var failure) => Unable(failure),
                _ => new BillLook.NotYet(),
            };
        });
        return looks;

        BillLook Unable(ChatFailure failure)
        {
            Volatile.Write(ref isDown, true);
            return new BillLook.Unable(failure.Sentence);
        }
    }
}
