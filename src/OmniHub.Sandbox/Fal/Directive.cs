using System.Globalization;
using System.Text.RegularExpressions;

namespace OmniHub.Sandbox;

/// <summary>One fault as text: [[fault:kind]], [[fault:kind@operation]], [[fault:kind*3]] or [[fault:kind*all]].</summary>
internal sealed partial record Directive(string Kind, string Operation, int Times)
{
    public const int Always = int.MaxValue;

    /// <summary>Every kind and the operation it strikes unless another is named.</summary>
    public static readonly IReadOnlyDictionary<string, string> Kinds = new Dictionary<string, string>
    {
        // Answers instead of the real one; @submit, @status, @stream, @result, @cancel, @media, @upload, @run or @platform moves them.
        ["429"] = "submit",
        ["429-retry-after"] = "submit",
        ["500"] = "submit",
        ["502"] = "submit",
        ["503"] = "submit",
        ["504"] = "submit",
        ["user-timeout"] = "submit",
        ["locked"] = "submit",
        ["unauthorized"] = "submit",
        ["not-found"] = "submit",
        ["error-200"] = "submit",
        ["empty"] = "submit",
        ["hang"] = "submit",
        ["reset"] = "submit",
        // These do the work first and spoil its answer.
        ["reset-after"] = "submit",
        ["malformed"] = "submit",
        ["slow"] = "result",
        ["result-400"] = "result",
        ["unknown-status"] = "status",
        // What becomes of the job.
        ["timeout"] = "job",
        ["completed-error"] = "job",
        ["content-policy"] = "job",
        ["no-media"] = "job",
        ["nsfw"] = "job",
        ["lost"] = "job",
        ["stuck"] = "job",
        ["requeue"] = "job",
        ["cancel-ignored"] = "job",
        ["no-units"] = "job",
        ["absurd-units"] = "job",
        ["negative-units"] = "job",
        ["bill-more"] = "job",
        ["bill-less"] = "job",
        ["bill-never"] = "job",
        ["huge-seed"] = "job",
        ["empty-output"] = "job",
        ["media-private"] = "job",
        ["media-404"] = "media",
        ["media-type"] = "media",
        ["media-endless"] = "media",
        ["media-slow"] = "media",
        ["media-cut"] = "media",
        // Chat: refusals, and what spoils an answer in the middle or at its end.
        ["400"] = "chat",
        ["402"] = "chat",
        ["408"] = "chat",
        ["too-long"] = "chat",
        ["moderation"] = "chat",
        ["chat-cut"] = "chat",
        ["chat-error"] = "chat",
        ["chat-error-bare"] = "chat",
        ["malformed-chunk"] = "chat",
        ["silent"] = "chat",
        ["slow-tokens"] = "chat",
        ["late-head"] = "chat",
        ["no-usage"] = "chat",
        ["absurd-usage"] = "chat",
        ["doc-usage"] = "chat",
        ["old-usage"] = "chat",
        ["no-lookup"] = "chat",
        ["webhook-never"] = "webhook",
        ["webhook-twice"] = "webhook",
        ["webhook-late"] = "webhook",
        ["webhook-forged"] = "webhook",
        ["webhook-old"] = "webhook",
        ["webhook-rotated"] = "webhook",
    };

    public static readonly IReadOnlySet<string> Operations = new HashSet<string>
    {
        "submit", "status", "stream", "result", "cancel", "media", "upload", "run", "platform", "job", "webhook", "chat",
    };

    public override string ToString() => $"[[fault:{Kind}@{Operation}*{(Times == Always ? "all" : Times)}]]";

    /// <summary>The known faults named in a text; what it does not know it leaves alone.</summary>
    public static IEnumerable<Directive> ParseAll(string text)
    {
        if (!text.Contains("[[fault:", StringComparison.Ordinal)) yield break;
        foreach (Match match in Pattern().Matches(text))
        {
            var kind = match.Groups[1].Value;
            if (!Kinds.TryGetValue(kind, out var usual)) continue;
            var operation = match.Groups[2].Success ? match.Groups[2].Value : usual;
            var times = match.Groups[3].Value switch
            {
                "" => 1,
                "all" => Always,
                var count => int.Parse(count, CultureInfo.InvariantCulture),
            };
            yield return new Directive(kind, operation, times);
        }
    }

    /// <summary>The prompt as the painter reads it.</summary>
    public static string Without(string text) => Pattern().Replace(text, "").Trim();

    [GeneratedRegex(@"\[\[fault:([a-z0-9-]+)(?:@([a-z]+))?(?:[*:](\d{1,6}|all))?\]\]")]
    private static partial Regex Pattern();
}
