namespace OmniHub.Contracts.Generation;

/// <summary>Hint: a generation's row changed.</summary>
public sealed record GenerationChanged(string GenerationId, string UserId, string WorkspaceId);

/// <summary>Hint: a generation reached its end.</summary>
public sealed record GenerationFinished(string GenerationId, string UserId, string WorkspaceId);

/// <summary>Figures of generations for the operator, over a time range.</summary>
public interface IGenerationFigures
{
    /// <summary>Totals, kinds, models and days.</summary>
    Task<GenerationFigures> ReadAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken ct);
}

/// <param name="Total">Created in the range.</param>
/// <param name="Completed">Of these.</param>
/// <param name="Failed">Of these.</param>
/// <param name="ActiveUsers">Different users.</param>
/// <param name="ByType">Type → count.</param>
/// <param name="ByModel">Model id → count.</param>
/// <param name="PerDay">UTC day → count.</param>
public sealed record GenerationFigures(
    int Total, int Completed, int Failed, int ActiveUsers,
    IReadOnlyDictionary<string, int> ByType, IReadOnlyDictionary<string, int> ByModel, IReadOnlyList<DayCount> PerDay);

/// <summary>One UTC day.</summary>
public sealed record DayCount(DateOnly Day, int Count);

/// <summary>Hint: a generation and its files are gone.</summary>
public sealed record GenerationDeleted(string GenerationId);
