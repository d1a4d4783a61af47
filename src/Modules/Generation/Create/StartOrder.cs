using System.Text.Json.Nodes;
using OmniHub.Contracts.Catalog;
using OmniHub.Kernel;

namespace OmniHub.Generation;

/// <summary>What somebody wants to run: checked for form, not yet for prices, places and credits.</summary>
/// <param name="Operation">The request's own stable id, see <see cref="OperationId"/>.</param>
/// <param name="UserId">Who asks.</param>
/// <param name="KeyId">Through which API key, or null.</param>
/// <param name="WorkspaceId">Null: the user's default one.</param>
/// <param name="ProjectId">Or null.</param>
/// <param name="ModelIds">One, or several for a comparison.</param>
/// <param name="Prompt">Trimmed.</param>
/// <param name="Options">As sent.</param>
/// <param name="FromForm">Options are texts of a form.</param>
/// <param name="CreditsMax">The price that was shown; a higher one is refused.</param>
internal sealed record StartOrder(
    string Operation, string UserId, string? KeyId, string? WorkspaceId, string? ProjectId, IReadOnlyList<string> ModelIds,
    string Prompt, JsonObject? Options, bool FromForm, Micros? CreditsMax)
{
    /// <summary>Each model's own options, in the place of the shared ones: how the composer asks.</summary>
    public IReadOnlyDictionary<string, JsonObject>? OptionsByModel { get; init; }

    public JsonObject? OptionsOf(string modelId) => OptionsByModel?.GetValueOrDefault(modelId) ?? Options;

    /// <summary>The generation that is tried again; the new one takes its place in the comparison.</summary>
    public GenerationRow? Again { get; init; }
}

/// <summary>One run of an order, with its price.</summary>
internal sealed record PlannedRun(ModelCard Model, JsonObject Options, Quote Quote, int Slot);

/// <summary>What came of an order.</summary>
internal abstract record StartResult
{
    /// <summary>Held and written, or found from before.</summary>
    public sealed record Started(IReadOnlyList<GenerationRow> Rows) : StartResult;

    /// <summary>Nothing was held.</summary>
    public sealed record Refused(Refusal Refusal) : StartResult;
}
