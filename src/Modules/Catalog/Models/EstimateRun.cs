using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using OmniHub.Contracts.Catalog;
using OmniHub.Kernel;

namespace OmniHub.Catalog;

/// <summary>POST /api/estimate: what a run would reserve.</summary>
internal static class EstimateRun
{
    private const int ModelsMax = 4;
    private const int PromptLengthMax = 2_000_000;

    public static Task<Reply> Handle(Body<EstimateForm> body, HttpContext http, Catalog catalog)
    {
        var form = body.Value;
        if (Ids(form) is not { } ids)
            return Task.FromResult<Reply>(Refusal.Invalid("modelId",
                $"Name one model as modelId, or 1 to {ModelsMax} different ones as modelIds."));
        if (form.Prompt?.Length > PromptLengthMax)
            return Task.FromResult<Reply>(Refusal.Invalid("prompt", $"A prompt has at most {PromptLengthMax} characters."));

        var now = catalog.Now;
        var items = new List<EstimateItem>();
        foreach (var id in ids)
        {
            if (now.Find(id) is not { IsOpen: true } entry)
                return Task.FromResult<Reply>(Refusal.NotFound(ClosedModels.Missing(Short(id))));
            switch (Catalog.Check(entry.Schema, form.Options, http.Request.HasFormContentType, needsAll: false))
            {
                case OptionsCheck.Bad(var errors): return Task.FromResult<Reply>(Refusal.Invalid(errors));
                case OptionsCheck.Good(var options): items.Add(new(id, entry.Quote(form.Prompt, options, now.Margin).Credits)); break;
            }
        }

        return Task.FromResult(Reply.Of(new EstimateView(items.Aggregate(Micros.Zero, (sum, item) => sum + item.Credits), items)));
    }

    private static IReadOnlyList<string>? Ids(EstimateForm form) => (form.ModelId, form.ModelIds) switch
    {
        ({ Length: > 0 } one, null) => [one],
        (null, { Count: > 0 and <= ModelsMax } several) when several.All(id => id is { Length: > 0 })
            && several.Distinct().Count() == several.Count => several,
        _ => null,
    };

    private static string Short(string id) => id.Length > 120 ? id[..120] : id;
}

/// <summary>Body of POST /api/estimate.</summary>
internal sealed record EstimateForm(string? ModelId, IReadOnlyList<string>? ModelIds, string? Prompt, JsonObject? Options);

/// <summary>Answer of POST /api/estimate.</summary>
internal sealed record EstimateView(Micros Total, IReadOnlyList<EstimateItem> Items);

/// <summary>One model of an estimate.</summary>
internal sealed record EstimateItem(string ModelId, Micros Credits);
