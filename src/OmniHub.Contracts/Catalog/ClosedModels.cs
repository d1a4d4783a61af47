namespace OmniHub.Contracts.Catalog;

/// <summary>What is said where somebody has chosen a model that cannot be used now: no other one takes its place without a word.</summary>
public static class ClosedModels
{
    /// <summary>The same for a program, by the id that it sent.</summary>
    public static string Missing(string? modelId) => $"The model {modelId} does not exist, or is closed.";

    /// <summary>Those of the chosen models that are not among the open ones, in a sentence; null where all are.</summary>
    public static async Task<string?> SayClosedAsync(
        this ICatalog catalog, IReadOnlyList<ModelCard> open, IReadOnlyList<string> chosen, CancellationToken ct)
    {
        var names = new List<string>();
        foreach (var id in chosen.Distinct().Where(id => open.All(m => m.Id != id))) names.Add((await catalog.FindPastAsync(id, ct))?.Name ?? id);
        return names switch
        {
            [] => null,
            [var one] => $"{one} is closed at the moment.",
            _ => $"{string.Join(", ", names[..^1])} and {names[^1]} are closed at the moment.",
        };
    }
}
