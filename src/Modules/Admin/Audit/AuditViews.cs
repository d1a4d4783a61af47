using System.Text.Json;
using OmniHub.Ui;

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
            ? (AuditWords.Field(c.Name), pair[0].ValueKind == JsonValueKind.Null ? null : Short(pair[0], c.Name), Short(pair[1], c.Name))
            : (AuditWords.Field(c.Name), null, Short(c.Value, c.Name)));

    private static string Short(JsonElement value, string field)
    {
        var text = Text(value, field);
        return text.Length > ValueLengthMax ? text[..ValueLengthMax] + "…" : text;
    }

    private static string Text(JsonElement value, string field) => value.ValueKind switch
    {
        JsonValueKind.Null => AuditWords.None(field),
        JsonValueKind.True => "yes",
        JsonValueKind.False => "no",
        JsonValueKind.String when value.TryGetDateTimeOffset(out var at) => WhenTagHelper.Utc(at),
        JsonValueKind.String => value.GetString() is { Length: > 0 } word ? word : AuditWords.None(field),
        JsonValueKind.Object => string.Join(", ", value.EnumerateObject().Select(m => $"{AuditWords.Part(m.Name)} {Text(m.Value, m.Name)}")),
        JsonValueKind.Array => value.GetArrayLength() == 0 ? AuditWords.None(field) : string.Join(", ", value.EnumerateArray().Select(v => Text(v, field))),
        _ => value.GetRawText(),
    };
}

/// <summary>Old and new values of one entry.</summary>
internal sealed record ChangeListView(JsonElement Changes)
{
    /// <summary>For the test that renders every view.</summary>
    public static ChangeListView Sample => new(AuditView.Sample.Changes);
}
