using System.Text;

namespace OmniHub.Admin;

/// <summary>The log in words. Programs, filters and files keep the names that the log has.</summary>
internal static class AuditWords
{
    private const string System = "system";

    private static readonly Dictionary<string, string> Actions = new(StringComparer.Ordinal)
    {
        ["audit.prune"] = "Old entries pruned",
        ["featured.update"] = "Featured work changed",
        ["model.close"] = "Model closed",
        ["model.create"] = "Model added",
        ["model.plan-apply"] = "Planned price applied",
        ["model.plan-drop"] = "Planned price dropped",
        ["model.reject"] = "Price rejected",
        ["model.update"] = "Model changed",
        ["plan.update"] = "Plan changed",
        ["post.delete"] = "Post removed",
        ["post.update"] = "Post changed",
        ["provider.disable"] = "Provider switched off",
        ["provider.enable"] = "Provider switched on",
        ["rate-limits.update"] = "Rate limits changed",
        ["report.dismiss"] = "Report dismissed",
        ["report.hide"] = "Reported post hidden",
        ["report.restore"] = "Hidden post restored",
        ["settings.update"] = "Settings changed",
        ["user.credits"] = "Credits booked",
        ["user.sessions"] = "Sessions ended",
        ["user.set-password"] = "Admin password set at a start",
        ["user.update"] = "User changed",
    };

    /// <summary>Names that their words alone do not explain; the rest is read as it is spelt.</summary>
    private static readonly Dictionary<string, string> Fields = new(StringComparer.Ordinal)
    {
        ["cacheReadPer1M"] = "1M tokens from the cache",
        ["cacheWritePer1M"] = "1M tokens into the cache",
        ["closedReason"] = "closed because",
        ["completionPer1M"] = "1M answer tokens",
        ["concurrency"] = "at the same time",
        ["creditPriceUsd"] = "price of a credit in USD",
        ["effectiveAt"] = "from",
        ["global"] = "all together",
        ["hiddenOptions"] = "options that are not shown",
        ["id"] = "id",
        ["marginPercent"] = "margin of its own in %",
        ["modelIds"] = "featured models",
        ["olderThanDays"] = "older than days",
        ["ownPricing"] = "price of its own",
        ["passwordSetAt"] = "password set at",
        ["per1M"] = "1M tokens of video",
        ["postIds"] = "featured posts",
        ["profitMarginPercent"] = "margin in %",
        ["promptPer1M"] = "1M prompt tokens",
        ["signUp"] = "sign-ups",
        ["signUpOpen"] = "sign-up is open",
        ["windowSeconds"] = "window in seconds",
    };

    /// <summary>What an empty value means, where "none" says too little.</summary>
    private static readonly Dictionary<string, string> Empty = new(StringComparer.Ordinal)
    {
        ["marginPercent"] = "as in the settings",
    };

    public static string Action(string action) => Actions.GetValueOrDefault(action) ?? Capital(Spelt(action.Replace('.', ' ')));

    /// <summary><c>perUser.pages.windowSeconds</c> is "Per user, pages, window in seconds".</summary>
    public static string Field(string path) => Capital(string.Join(", ", path.Split('.').Select(Part)));

    /// <summary>A name inside of a value.</summary>
    public static string Part(string name) => Fields.GetValueOrDefault(name) ?? Spelt(name);

    public static string None(string field) => Empty.GetValueOrDefault(field, "none");

    public static string Who(AuditActor actor) => actor.Email ?? (actor.Id == System ? "The system" : actor.Id);

    private static string Spelt(string name)
    {
        var words = new StringBuilder();
        foreach (var letter in name)
        {
            if (char.IsUpper(letter) && words.Length > 0) words.Append(' ');
            words.Append(letter is '-' or '_' ? ' ' : char.ToLowerInvariant(letter));
        }

        return words.ToString();
    }

    private static string Capital(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];
}
