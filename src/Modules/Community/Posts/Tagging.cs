using System.Text;

namespace OmniHub.Community;

/// <summary>Tags as they are kept: lower case, without the hash sign, one space between words.</summary>
internal static class Tagging
{
    public const int TagsMax = 10, LengthMax = 40;

    public static string Normal(string tag) =>
        string.Join(' ', Clean(tag).TrimStart('#').Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToLowerInvariant();

    /// <summary>The tags of a form or a list, without doubles; or the sentence that says what is wrong.</summary>
    public static (IReadOnlyList<string> Tags, string? Wrong) Read(IReadOnlyList<string>? given)
    {
        // One field of a form holds them all, with commas between.
        var tags = (given ?? []).SelectMany(t => (t ?? "").Split(',')).Select(Normal).Where(t => t.Length > 0).Distinct().ToList();
        return tags.Count > TagsMax ? (tags, $"A post has at most {TagsMax} tags.")
            : tags.Any(t => t.Length > LengthMax) ? (tags, $"A tag has at most {LengthMax} characters.")
            : (tags, null);
    }

    // A control or direction character has no business in a name.
    private static string Clean(string text)
    {
        var kept = new StringBuilder(text.Length);
        foreach (var c in text) kept.Append(char.IsControl(c) || char.GetUnicodeCategory(c) == System.Globalization.UnicodeCategory.Format ? ' ' : c);
        return kept.ToString();
    }
}
