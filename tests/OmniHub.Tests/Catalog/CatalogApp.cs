using System.Text.Json.Nodes;
using OmniHub.Catalog;
using OmniHub.Contracts.Catalog;
using OmniHub.Kernel;
using Xunit;

namespace OmniHub.Tests.Catalog;

/// <summary>One app for the tests that only read, and its admin.</summary>
public sealed class CatalogApp : App, IAsyncLifetime
{
    public Visitor Admin { get; private set; } = null!;

    public Visitor User { get; private set; } = null!;

    internal ICatalog Models => (ICatalog)Services.GetService(typeof(ICatalog))!;

    internal OmniHub.Catalog.Catalog Catalog => (OmniHub.Catalog.Catalog)Models;

    async ValueTask IAsyncLifetime.InitializeAsync()
    {
        Admin = await AdminAsync();
        User = await SignUpAsync();
    }

    /// <summary>What an estimate says, or the answer's text where it is a refusal.</summary>
    public async Task<decimal> EstimateAsync(string model, object? options = null, string? prompt = null)
    {
        var answer = await User.Post("/api/estimate", new { modelId = model, prompt, options });
        Assert.True(answer.Status == 200, $"{model}: {answer}");
        return answer.Json["total"]!.GetValue<decimal>();
    }

    /// <summary>A seeded model without what the settings or an admin add, open or not.</summary>
    internal static Entry Entry(string id, bool sandbox = false) => Entries(sandbox).First(e => e.Id == id);

    internal static IEnumerable<Entry> Entries(bool sandbox = false) => SeedModel.All().Select(s => new Entry(
        new Model
        {
            Id = s.Id,
            Type = s.Medium,
            Provider = s.Provider,
            Endpoint = s.Endpoint,
            Name = s.Name,
            Family = s.Family,
            Description = s.Description,
            Capabilities = "[]",
            Options = s.Schema,
            Rules = s.Rules?.ToJsonString() ?? "{}",
            ContextLength = s.ContextLength,
            OutputTokensMax = s.OutputTokensMax,
            IsEnabled = s.ClosedReason is null || s.SandboxOnly,
            IsSandboxOnly = s.SandboxOnly,
            ClosedReason = s.ClosedReason,
            SeedHash = "",
            Edited = "",
            CreatedAt = default,
            UpdatedAt = default,
        },
        s.Components is null ? null : new Price
        {
            Id = "prc_seed",
            ModelId = s.Id,
            Unit = s.Unit,
            Components = System.Text.Json.JsonSerializer.Serialize(s.Components),
            Origin = "seed",
            CreatedAt = default,
        },
        sandbox));

    internal static JsonObject Json(object? value) => System.Text.Json.JsonSerializer.SerializeToNode(value ?? new { })!.AsObject();

    internal static Micros Micros(decimal credits) => OmniHub.Kernel.Micros.Exactly(credits)!.Value;
}
