namespace OmniHub.Providers;

/// <summary>Which addresses are fal's own, and whether two URLs share an origin.</summary>
internal static class FalHosts
{
    private static readonly string[] Suffixes = [".fal.media", ".fal.ai", ".fal.run", ".falrun.com"];

    public static bool IsFal(Uri url) => url is { Scheme: "https", IsDefaultPort: true, UserInfo: "" }
        && Suffixes.Any(suffix => url.IdnHost.EndsWith(suffix, StringComparison.OrdinalIgnoreCase)
            || url.IdnHost.Equals(suffix[1..], StringComparison.OrdinalIgnoreCase));

    public static bool SameOrigin(Uri a, Uri b) =>
        Uri.Compare(a, b, UriComponents.SchemeAndServer, UriFormat.SafeUnescaped, StringComparison.OrdinalIgnoreCase) == 0;

    /// <summary>Joins below the base's own path, with or without a slash at its end.</summary>
    public static Uri Append(Uri basis, string path) => new($"{basis.GetLeftPart(UriPartial.Path).TrimEnd('/')}/{path}");
}
