using System.Net;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using OmniHub.Contracts.Accounts;
using OmniHub.Contracts.Catalog;
using OmniHub.Kernel;
using OmniHub.Providers;

namespace OmniHub.Generation;

/// <summary>Images among the options: an upload, a result, a <c>data:</c> URI (kept as an upload) or a public URL.</summary>
internal sealed class ImageInputs(GenerationDb db, IWorkspaces workspaces, MediaStore store, Uploads uploads, TimeProvider clock)
{
    public const int DataBytesMax = 10 * 1024 * 1024;

    private const int UrlLengthMax = 2000;
    private static readonly string[] LocalNames = [".localhost", ".local", ".internal", ".home.arpa"];

    /// <summary>Whether this option value names a file of the media store.</summary>
    public static bool IsOwnFile(string value) =>
        value.StartsWith("upl_", StringComparison.Ordinal) || value.StartsWith("med_", StringComparison.Ordinal);

    /// <summary>Every place of an image in a model's options.</summary>
    public static IEnumerable<(string Field, string Value, Action<string> Replace)> In(ModelCard model, JsonObject options)
    {
        foreach (var option in model.Options.Where(o => o.Kind is OptionKind.Image or OptionKind.Images or OptionKind.File))
        {
            switch (options[option.Name])
            {
                case JsonValue one when one.TryGetValue<string>(out var text):
                    yield return ($"options.{option.Name}", text, value => options[option.Name] = value);
                    break;
                case JsonArray many:
                    for (var i = 0; i < many.Count; i++)
                    {
                        var index = i;
                        if (many[i] is JsonValue item && item.TryGetValue<string>(out var each))
                            yield return ($"options.{option.Name}", each, value => many[index] = value);
                    }

                    break;
            }
        }
    }

    /// <summary>Checks them all and puts ids in the place of data; a refusal names the option.</summary>
    public async Task<Refusal?> KeepAsync(ModelCard model, JsonObject options, string userId, string workspaceId, CancellationToken ct)
    {
        foreach (var (field, value, replace) in In(model, options).ToList())
        {
            if (value.StartsWith("data:", StringComparison.OrdinalIgnoreCase))
            {
                if (await KeepDataAsync(value, userId, workspaceId, ct) is not { } row)
                    return Refusal.Invalid(field, "This is not a picture of at most 10 MB in base64.");
                replace(row.Id);
            }
            else if (IsOwnFile(value))
            {
                if (!await UseAsync(value, userId, ct)) return Refusal.Invalid(field, "There is no such upload.");
            }
            else if (!IsPublicUrl(value))
            {
                return Refusal.Invalid(field, "Use an upload's id, a data: URI or a public http(s) URL.");
            }
        }

        return null;
    }

    private async Task<MediaRow?> KeepDataAsync(string uri, string userId, string workspaceId, CancellationToken ct)
    {
        var comma = uri.IndexOf(',', StringComparison.Ordinal);
        if (comma < 0 || !uri[..comma].EndsWith(";base64", StringComparison.OrdinalIgnoreCase)) return null;
        if ((uri.Length - comma) / 4 * 3L > DataBytesMax) return null;
        var bytes = new byte[((uri.Length - comma) / 4 * 3) + 3];
        if (!Convert.TryFromBase64Chars(uri.AsSpan(comma + 1), bytes, out var written) || written == 0) return null;
        using var file = store.CreateTemporary();
        await file.Content.WriteAsync(bytes.AsMemory(0, written), ct);
        return await uploads.KeepAsync(file, userId, workspaceId, isUsed: true, ct);
    }

    private async Task<bool> UseAsync(string id, string userId, CancellationToken ct)
    {
        var visible = await workspaces.VisibleAsync(userId, ct);
        var now = clock.GetUtcNow();
        return await db.Media.Where(m => m.Id == id && visible.Contains(m.WorkspaceId))
            .ExecuteUpdateAsync(set => set.SetProperty(m => m.UsedAt, m => m.UsedAt ?? now), ct) == 1;
    }

    // Passed on and never fetched here; a name that only means something inside a network is refused all the same.
    private static bool IsPublicUrl(string value)
    {
        if (value.Length > UrlLengthMax || !Uri.TryCreate(value, UriKind.Absolute, out var url)) return false;
        if (url.Scheme is not ("http" or "https") || url.UserInfo.Length > 0 || url.Host.Length == 0) return false;
        if (IPAddress.TryParse(url.Host.Trim('[', ']'), out var address)) return PublicAddress.IsPublic(address);
        var host = url.IdnHost.TrimEnd('.').ToLowerInvariant();
        return host.Contains('.') && !LocalNames.Any(name => host.EndsWith(name, StringComparison.Ordinal));
    }
}
