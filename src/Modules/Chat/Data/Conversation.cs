using OmniHub.Kernel;

namespace OmniHub.Chat;

/// <summary>A tree of messages. What is shown is the branch that ends in <see cref="LeafId"/>.</summary>
internal sealed class Conversation
{
    public const int TitleLengthMax = 120;

    public const int SystemPromptLengthMax = 20_000;

    public required string Id { get; init; }

    /// <summary>Who began it.</summary>
    public required string UserId { get; init; }

    public required string WorkspaceId { get; init; }

    public string? ProjectId { get; set; }

    public required string Title { get; set; }

    /// <summary>Named by a person: it is not named again by itself.</summary>
    public bool IsNamed { get; set; }

    public required string ModelId { get; set; }

    public string? SystemPrompt { get; set; }

    /// <summary>In thousandths; null leaves it to the model.</summary>
    public int? TemperatureMilli { get; set; }

    public int? MaxTokens { get; set; }

    public bool Pinned { get; set; }

    public string? LeafId { get; set; }

    /// <summary>What its answers cost so far.</summary>
    public Micros Credits { get; set; }

    /// <summary>Hash of the token of its public link; null: it is not shared.</summary>
    public string? ShareHash { get; set; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; set; }

    public DateTimeOffset? DeletedAt { get; set; }
}
