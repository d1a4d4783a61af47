using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using OmniHub.Kernel;

namespace OmniHub.Contracts.Catalog;

/// <summary>The open models and what they cost. Answers come from memory.</summary>
public interface ICatalog
{
    /// <summary>An enabled model with a trusted price; null for any other id.</summary>
    ValueTask<ModelCard?> FindAsync(string modelId, CancellationToken ct);

    /// <summary>A model in any state, to show the name and shape of past work.</summary>
    ValueTask<ModelCard?> FindPastAsync(string modelId, CancellationToken ct);

    /// <summary>All open models, featured first, then by name.</summary>
    ValueTask<IReadOnlyList<ModelCard>> ListAsync(Medium? type, CancellationToken ct);

    /// <summary>Checks options against the model's schema and fills in nothing: what comes out is exactly what may be sent to the provider.</summary>
    /// <param name="model">The model.</param>
    /// <param name="options">What was sent; null means none.</param>
    /// <param name="fromForm">Texts of a form are turned into the schema's types first.</param>
    OptionsCheck Check(ModelCard model, JsonObject? options, bool fromForm = false);

    /// <summary>The most that a run with these (checked) options can cost: the amount to hold.</summary>
    Quote Quote(ModelCard model, string? prompt, JsonObject options);

    /// <summary>What chat with a model costs from now on, to keep with each answer.</summary>
    ChatTerms TermsOf(ModelCard model);

    /// <summary>What a finished run costs: the provider's own units where it reported them, else what the result shows.</summary>
    Cost Charge(PriceTerms terms, JsonObject options, Usage usage);
}

/// <summary>What a model makes.</summary>
public enum Medium
{
    /// <summary>Images.</summary>
    Image,

    /// <summary>Videos.</summary>
    Video,

    /// <summary>Chat.</summary>
    Chat,

    /// <summary>Vectors of text: for programs, through the gateway, and in no list.</summary>
    Embedding,
}

/// <summary>A model, as the product shows and uses it.</summary>
/// <param name="Id">Our id; may contain slashes.</param>
/// <param name="Name">For people.</param>
/// <param name="Type">Image, video or chat.</param>
/// <param name="Provider"><c>fal</c>, <c>openrouter</c>, …</param>
/// <param name="Family">Who made it, as <c>Black Forest Labs</c>.</param>
/// <param name="Endpoint">The provider's name for it.</param>
/// <param name="Description">One sentence.</param>
/// <param name="Featured">Shown first.</param>
/// <param name="Credits">Price shown: one default run, or a million prompt tokens.</param>
/// <param name="Unit">What <paramref name="Pricing"/> counts: <c>image</c>, <c>megapixel</c>, <c>second</c>, <c>video</c>, <c>1M tokens</c>.</param>
/// <param name="Pricing">What the user pays per unit, margin included, by component (<c>perImage</c>, …).</param>
/// <param name="Options">The options, in the order in which a form shows them.</param>
/// <param name="OptionsSchema">The same as JSON Schema (draft 2020-12).</param>
/// <param name="Capabilities">As <c>text-to-image</c>, <c>image-to-video</c>, <c>vision</c>, <c>tools</c>.</param>
/// <param name="ContextLength">Chat: tokens.</param>
/// <param name="OutputTokensMax">Chat: most tokens of an answer.</param>
public sealed record ModelCard(
    string Id, string Name, Medium Type, string Provider, string Family, string Endpoint, string Description, bool Featured,
    Micros Credits, string Unit, IReadOnlyDictionary<string, Micros> Pricing,
    IReadOnlyList<ModelOption> Options, JsonElement OptionsSchema, IReadOnlyList<string> Capabilities, int? ContextLength, int? OutputTokensMax);

/// <summary>How an option is entered.</summary>
public enum OptionKind
{
    /// <summary>Text.</summary>
    Text,

    /// <summary>Whole number.</summary>
    Integer,

    /// <summary>Number.</summary>
    Number,

    /// <summary>Yes or no.</summary>
    Flag,

    /// <summary>One of <see cref="ModelOption.Values"/>.</summary>
    Choice,

    /// <summary>URL of an image: an upload id, a data URI or a public URL.</summary>
    Image,

    /// <summary>Several of those.</summary>
    Images,

    /// <summary>URL of another file (audio, video, document).</summary>
    File,

    /// <summary>Nested JSON, checked by the schema.</summary>
    Json,
}

/// <summary>One option of a model.</summary>
/// <param name="Name">The provider's name.</param>
/// <param name="Label">For people.</param>
/// <param name="Kind">How it is entered.</param>
/// <param name="Required">Whether a run needs it.</param>
/// <param name="Default">The provider's default, or null.</param>
/// <param name="Values">Of a choice, as they are sent.</param>
/// <param name="Minimum">Least number, or null.</param>
/// <param name="Maximum">Greatest number, or null.</param>
/// <param name="Description">One or two sentences.</param>
/// <param name="IsPrimary">Shown at once: shape, length, count, resolution, input image; the rest is behind "More settings".</param>
public sealed record ModelOption(
    string Name, string Label, OptionKind Kind, bool Required, JsonNode? Default, IReadOnlyList<string> Values,
    decimal? Minimum, decimal? Maximum, string Description, bool IsPrimary)
{
    /// <summary>The operator does not show it in forms; programs may send it all the same.</summary>
    public bool IsHidden { get; init; }
}

/// <summary>Answer of <see cref="ICatalog.Check"/>.</summary>
public abstract record OptionsCheck
{
    /// <summary>Good as they are.</summary>
    public sealed record Good(JsonObject Options) : OptionsCheck;

    /// <summary>Sentences by field, as <c>options.duration</c>.</summary>
    public sealed record Bad(IReadOnlyDictionary<string, string[]> Errors) : OptionsCheck;
}

/// <summary>The price of a run that has not happened.</summary>
/// <param name="Credits">What to hold, margin included, rounded up once.</param>
/// <param name="Terms">What to keep with the run: later price changes never touch it.</param>
public sealed record Quote(Micros Credits, PriceTerms Terms);

/// <summary>The price of one run, frozen at submission. Kept as JSON with the row.</summary>
/// <param name="ModelId">The model.</param>
/// <param name="PriceVersion">Which version of the price.</param>
/// <param name="Unit">What is counted.</param>
/// <param name="UnitUsd">Provider's price of one unit, exact.</param>
/// <param name="Units">Units of the quote (multipliers for resolution, audio and the like included).</param>
/// <param name="MarginPercent">The margin then.</param>
/// <param name="Formula">How results are counted where the provider does not say; Catalog's own.</param>
public sealed record PriceTerms(string ModelId, string PriceVersion, string Unit, decimal UnitUsd, decimal Units, decimal MarginPercent, string Formula)
{
    /// <summary>What people pay for a unit where the operator sells at a price of its own; null: the provider's price and the margin.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public decimal? OwnUsd { get; init; }

    /// <summary>The margin by which the provider's bill is what people pay; null where it is not.</summary>
    [JsonIgnore]
    public decimal? MarginOnBill => OwnUsd is null ? MarginPercent : null;
}

/// <summary>The price of one answer, frozen when it was asked for. Kept as JSON with its row.</summary>
/// <param name="ModelId">The model.</param>
/// <param name="PriceVersion">Which version of the price.</param>
/// <param name="PromptUsd">Provider's price of a million prompt tokens, exact.</param>
/// <param name="CompletionUsd">The same for tokens of the answer.</param>
/// <param name="MarginPercent">The margin then.</param>
public sealed record ChatTerms(string ModelId, string PriceVersion, decimal PromptUsd, decimal CompletionUsd, decimal MarginPercent)
{
    /// <summary>What people pay for tokens where the operator sells at a price of its own; null: the provider's bill and the margin.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public TokenPrice? Own { get; init; }

    /// <inheritdoc cref="PriceTerms.MarginOnBill"/>
    [JsonIgnore]
    public decimal? MarginOnBill => Own is null ? MarginPercent : null;
}

/// <summary>USD for a million tokens, exact.</summary>
/// <param name="PromptUsd">Of what is sent, cached ones included.</param>
/// <param name="CompletionUsd">Of the answer, reasoning included.</param>
public sealed record TokenPrice(decimal PromptUsd, decimal CompletionUsd);

/// <summary>What a run used.</summary>
/// <param name="BillableUnits">The provider's own count, or null.</param>
/// <param name="Files">What came back.</param>
public sealed record Usage(decimal? BillableUnits, IReadOnlyList<UsedFile> Files);

/// <summary>One file of a result; zero or null where unknown.</summary>
public sealed record UsedFile(int Width, int Height, decimal? Seconds);

/// <summary>What a run costs.</summary>
/// <param name="Credits">The user, margin included, rounded up once.</param>
/// <param name="ProviderCost">The provider takes, rounded up.</param>
public sealed record Cost(Micros Credits, Micros ProviderCost);

/// <summary>Hint: prices or models changed on this node.</summary>
public sealed record CatalogChanged;
