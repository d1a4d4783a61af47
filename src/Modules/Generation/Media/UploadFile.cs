using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using OmniHub.Contracts.Accounts;
using OmniHub.Kernel;

namespace OmniHub.Generation;

/// <summary>POST /api/uploads, multipart with <c>file</c> and optionally <c>workspaceId</c>.</summary>
internal static class UploadFile
{
    private const int EnvelopeMax = 64 * 1024;

    private static readonly Refusal TooLarge = new(413, "payload_too_large", "A picture has at most 20 MB.");

    public static async Task<Reply> Handle(
        HttpContext http, ICurrentUser me, IWorkspaces workspaces, MediaStore store, Uploads uploads, MediaLinks links,
        CancellationToken ct)
    {
        var (row, refusal) = await KeepAsync(http, me, workspaces, store, uploads, ct);
        if (row is null) return refusal!;
        var view = links.Show(row);
        return Reply.Of(new UploadView(row.Id, view.Url, row.ContentType, row.Width, row.Height, row.Bytes), StatusCodes.Status201Created);
    }

    /// <summary>The kept file, or why it was not kept.</summary>
    public static async Task<(MediaRow? Row, Refusal? Refusal)> KeepAsync(
        HttpContext http, ICurrentUser me, IWorkspaces workspaces, MediaStore store, Uploads uploads, CancellationToken ct)
    {
        var request = http.Request;
        if (request.ContentType?.StartsWith("multipart/form-data", StringComparison.OrdinalIgnoreCase) != true)
            return (null, new(415, "unsupported_media_type", "Send multipart/form-data with the field file."));
        if (request.ContentLength > Uploads.BytesMax + EnvelopeMax) return (null, TooLarge);
        if (await FormAsync(request, ct) is not { } form) return (null, TooLarge);
        if (form.Files.GetFile("file") is not { Length: > 0 } sent) return (null, Refusal.Invalid("file", "Choose a file."));
        if (sent.Length > Uploads.BytesMax) return (null, TooLarge);

        var place = await workspaces.SpendAsync(me.Id, me.KeyId, form["workspaceId"].ToString() is { Length: > 0 } id ? id : null, ct);
        if (place is SpendingPlace.ReadOnly) return (null, Refusal.Forbidden());
        if (place is not SpendingPlace.Allowed allowed) return (null, Refusal.NotFound("There is no such workspace."));

        using var file = store.CreateTemporary();
        await sent.CopyToAsync(file.Content, ct);
        return await uploads.KeepAsync(file, me.Id, allowed.WorkspaceId, isUsed: false, ct) is { } row
            ? (row, null)
            : (null, Uploads.NotAPicture);
    }

    private static async Task<IFormCollection?> FormAsync(HttpRequest request, CancellationToken ct)
    {
        try
        {
            return await request.ReadFormAsync(new FormOptions { MultipartBodyLengthLimit = Uploads.BytesMax + EnvelopeMax }, ct);
        }
        catch (InvalidDataException e) when (e.Message.Contains("limit", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }
        catch (InvalidDataException)
        {
            throw new RefusedException(Refusal.Invalid("file", "The form is malformed."));
        }
    }
}
