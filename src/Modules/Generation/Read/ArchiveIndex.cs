using System.Globalization;
using System.Net;
using System.Text;
using OmniHub.Contracts.Catalog;

namespace OmniHub.Generation;

/// <summary>The manifest as a page that opens from the unpacked folder: it needs no server, and is written item by item.</summary>
internal static class ArchiveIndex
{
    private const string Head =
        """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>Pictures and videos</title>
        <style>
        body { font: 1rem/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
        article { border-top: 1px solid gray; padding: 1.5rem 0; }
        img, video { max-width: 18rem; max-height: 18rem; margin: 0 .5rem .5rem 0; }
        p { white-space: pre-line; overflow-wrap: anywhere; }
        dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1rem; }
        dd { margin: 0; overflow-wrap: anywhere; }
        </style>
        </head>
        <body>
        <h1>Pictures and videos</h1>

        """;

    public static async Task WriteAsync(Stream page, IAsyncEnumerable<ArchiveItem> items, CancellationToken ct)
    {
        await using var text = new StreamWriter(page, new UTF8Encoding(false), leaveOpen: true);
        await text.WriteAsync(Head.AsMemory(), ct);
        await foreach (var item in items.WithCancellation(ct)) await text.WriteAsync(Show(item).AsMemory(), ct);
        await text.WriteAsync("</body>\n</html>\n".AsMemory(), ct);
    }

    private static string Show(ArchiveItem item)
    {
        var html = new StringBuilder("<article>\n");
        foreach (var file in item.Files)
        {
            var href = string.Join('/', file.Split('/').Select(Uri.EscapeDataString));
            html.Append(
                item.Type == Medium.Video
                    ? $"<video controls preload=\"metadata\" src=\"{href}\"></video>\n"
                    : $"<a href=\"{href}\"><img loading=\"lazy\" alt=\"\" src=\"{href}\"></a>\n");
        }

        html.Append("<p>").Append(Safe(item.Prompt)).Append("</p>\n<dl>\n");
        Row(html, "Model", item.Model == item.ModelId ? item.Model : $"{item.Model} ({item.ModelId})");
        foreach (var (name, value) in item.Settings) Row(html, name.Replace('_', ' '), value?.ToString() ?? "–");
        Row(html, "cost", item.Credits is { } credits ? $"{credits} credits" : "–");
        Row(html, "made", item.CreatedAt.UtcDateTime.ToString("d MMMM yyyy, HH:mm 'UTC'", CultureInfo.InvariantCulture));
        if (item.Files.Count == 0) Row(html, "state", item.Status.ToString());
        foreach (var file in item.Files) Row(html, "file", file);
        return html.Append("</dl>\n</article>\n").ToString();
    }

    private static void Row(StringBuilder html, string name, string value) =>
        html.Append("<dt>").Append(Safe(name[..1].ToUpperInvariant() + name[1..])).Append("</dt><dd>").Append(Safe(value)).Append("</dd>\n");

    private static string Safe(string text) => WebUtility.HtmlEncode(text);
}
