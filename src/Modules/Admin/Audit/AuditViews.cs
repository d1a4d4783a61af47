using System.Text.Json;

namespace OmniHub.Admin;

/// <summary>The log and what it was asked for.</summary>
internal sealed record AuditPageView(AuditQuery Query, IReadOnlyList<string> Actions, AuditRowsView Rows)
{
    /// <summary>For the test that renders every view: some, and none.</summary>
    public static AuditPageView[] Samples =>
    [
        new(new("ines@example.com", "settings.update", null, new(2026, 9, 1), null), ["settings.update"], AuditRowsView.Sample),
        new(new(null, null, null, null, null), [], new([], null, true)),
    ];
}

/// <summary>Rows of the log.</summary>
internal sealed record AuditRowsView(IReadOnlyList<AuditView> Entries, string? NextHref, bool IsFirst)
{
    private const int ValueLengthMax = 120;

    /// <summary>For the test that renders every view.</summary>
    public static AuditRowsView Sample => new([AuditView.Sample], "/admin/audit?cursor=x", true);

    /// <summary>The page of what was changed, or null where it has none.</summary>
    public static string? HrefOf(AuditTarget target) => target.Type switch
    {
        "user" => "/admin/users/" + Uri.EscapeDataString(target.Id),
        "model" => "/admin/models/" + Uri.EscapeDataString(target.Id),
        "settings" when target.Id == "rate-limits" => "/admin/rate-limits",
        "settings" => "/admin/settings",
        _ => null,
    };

    /// <summary>Field, old and new value, as people read them.</summary>
    public static IEnumerable<(string Field, string? Old, string New)> Changes(JsonElement changes) => changes.EnumerateObject()
        .Select(c => c.Value is { ValueKind: JsonValueKind.Array } pair && pair.GetArrayLength() == 2
            ? (c.Name, pair[0].ValueKind == JsonValueKind.Null ? null : Text(pair[0]), Text(pair[1]))
            : (c.Name, null, Text(c.Value)));

    private static string Text(JsonElement value)
    {
        var text = value.ValueKind switch
        {
            JsonValueKind.Null => "nothing",
            JsonValueKind.True => "yes",
            JsonValueKind.False => "no",
            JsonValueKind.String => value.GetString() is { Length: > 0 } word ? word : "nothing",
            JsonValueKind.Object => string.Join(", ", value.EnumerateObject().Select(m => $"{m.Name} {Text(m.Value)}")),
            _ => value.GetRawText(),
        };
        return text.Length > ValueLengthMax ? text[..ValueLengthMax] + "…" : text;
    }
}

/// <summary>Old and new values of one entry.</summary>
internal sealed record ChangeListView(JsonElement Changes)
{
    /// <summary>For the test that renders every view.</summary>
    public static ChangeListView Sample => new(AuditView.Sample.Changes);
}
