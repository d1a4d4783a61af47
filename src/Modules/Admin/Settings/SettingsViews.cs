using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using OmniHub.Contracts.Admin;
using OmniHub.Kernel;

namespace OmniHub.Admin;

/// <summary>The form of the settings, with what was typed.</summary>
internal sealed record SettingsView(string Margin, string FreeCredits, string CreditPrice, bool SignUpOpen, Refusal? No)
{
    /// <summary>For the test that renders every view: at rest, and refused.</summary>
    public static SettingsView[] Samples =>
    [
        Of(Settings.Default, null, null) with { IsDone = true },
        Of(Settings.Default, null, Refusal.Invalid("freeCredits", "Free credits are from 0 to 10000.")),
    ];

    public bool IsDone { get; init; }

    /// <summary>One a line.</summary>
    public string BlockedWords { get; init; } = "";

    public static SettingsView Of(Settings now, SettingsForm? typed, Refusal? no) => new(
        Text(typed?.ProfitMarginPercent ?? now.ProfitMarginPercent), Text((typed?.FreeCredits ?? now.FreeCredits).Credits),
        Text(typed?.CreditPriceUsd ?? now.CreditPriceUsd), typed?.SignUpOpen ?? now.SignUpOpen, no)
    {
        BlockedWords = string.Join('\n', (typed?.BlockedWords ?? now.BlockedWords).Where(w => w.Any(char.IsLetterOrDigit))),
    };

    public string? Invalid(string field) => No?.Errors?.ContainsKey(field) == true ? "true" : null;

    private static string Text(decimal value) => value.ToString(CultureInfo.InvariantCulture);
}

/// <summary>The form of the limits, with what was typed, and how much of them is in use.</summary>
internal sealed record LimitsView(IReadOnlyList<LimitGroup> Groups, int StreamsPerUser, UseView Use, int Global, Refusal? No)
{
    /// <summary>For the test that renders every view: at rest, and refused.</summary>
    public static LimitsView[] Samples =>
    [
        Of(RateLimits.Default, new(14, 2, [new("Generations and uploads", "ines@example.com", "/admin/users/usr_1", 55, 60), new("Pages", "203.0.113.7", null, 3, 300)]), null, null),
        Of(RateLimits.Default, new(0, 0, []), null, Refusal.Invalid("global.limit", "This is a whole number from 1 to 1000000.")) with { IsDone = true },
    ];

    public bool IsDone { get; init; }

    public static LimitsView Of(RateLimits now, UseView use, JsonObject? typed, Refusal? no)
    {
        var tree = JsonSerializer.SerializeToNode(now, Json.Options)!.AsObject();
        return new(
            [
                Group("perUser", "Per user", "Or per API key, each key for itself.", "Log-ins and passwords", "Generations and uploads", "Chat and gateway", "The rest of the API", "Pages"),
                Group("perAddress", "Per address", "For visitors without an account, and for every log-in and sign-up.", "Log-ins and passwords", "Sign-ups", "API", "Pages"),
                new("All together", "Everybody on this server.", [Row("global", "All requests")]),
                new("At the same time", "For each user.",
                    [Single("concurrency.streamsPerUser", "Open streams"), Single("concurrency.generationsPerUser", "Running generations")]),
            ],
            now.Concurrency.StreamsPerUser, use, now.Global.Limit, no);

        LimitGroup Group(string name, string title, string text, params string[] labels) =>
            new(title, text, [.. tree[name]!.AsObject().Zip(labels, (rate, label) => Row($"{name}.{rate.Key}", label))]);

        LimitRow Row(string path, string label) => new(label, Field(path + ".limit"), Field(path + ".windowSeconds"));
        LimitRow Single(string path, string label) => new(label, Field(path), null);
        LimitField Field(string path) => new(
            Name(path), path.Replace('.', '-'), At(typed, path) ?? At(tree, path) ?? "",
            no?.Errors is { } errors && errors.TryGetValue(path, out var said) ? said[0] : null);
    }

    private static string? At(JsonObject? tree, string path)
    {
        JsonNode? node = tree;
        foreach (var step in path.Split('.')) node = (node as JsonObject)?[step];
        return node?.ToString();
    }

    // perUser.api.limit is perUser[api][limit] in a form.
    private static string Name(string path) => path.Split('.') is [var first, .. var rest] ? first + string.Concat(rest.Select(r => $"[{r}]")) : path;
}

/// <summary>One section of the form.</summary>
internal sealed record LimitGroup(string Title, string Text, IReadOnlyList<LimitRow> Rows);

/// <summary>So many in so many seconds; without a window, at the same time.</summary>
internal sealed record LimitRow(string Label, LimitField Limit, LimitField? Seconds);

/// <summary>One number of the form.</summary>
internal sealed record LimitField(string Name, string Id, string Value, string? Error);
