using Microsoft.Extensions.Configuration;

namespace OmniHub.Catalog;

/// <summary>Which providers the built-in sandbox plays: those with neither a key nor an address.</summary>
internal static class Playing
{
    private static readonly Dictionary<string, string[]> Names = new()
    {
        ["fal"] = ["FAL_KEY", "FAL_QUEUE_URL", "FAL_REST_URL", "FAL_API_URL", "FAL_JWKS_URL"],
        ["openrouter"] = ["OPENROUTER_API_KEY", "OPENROUTER_URL"],
    };

    public static bool IsSandbox(IConfiguration configuration, string provider) =>
        Names.TryGetValue(provider, out var names) && names.All(name => string.IsNullOrWhiteSpace(configuration[name]));
}
