using Microsoft.AspNetCore.Http;
using OmniHub.Contracts.Accounts;
using OmniHub.Kernel;

namespace OmniHub.Generation;

/// <summary>POST /create/reference: the same as POST /api/uploads, shown in the composer. GET takes the picture out again.</summary>
internal static class AttachReference
{
    private const string View = "/Generation/Studio/Reference.cshtml";

    public static async Task<Reply> Handle(
        HttpContext http, ICurrentUser me, IWorkspaces workspaces, MediaStore store, Uploads uploads, MediaLinks links, CancellationToken ct)
    {
        var (kept, reply) = await UploadFile.KeepAsync(http, me, workspaces, store, uploads, ct);
        return kept is null
            ? Reply.No(reply!).Fragment(View, new ReferenceView(null, null, false, reply!.Sentence))
            : Reply.Of(new { kept.Id }, StatusCodes.Status201Created)
                .Fragment(View, new ReferenceView(kept.Id, links.Show(kept).ThumbnailUrl, false)).Redirect($"/create?image={kept.Id}");
    }

    public static Reply HandleNone() => Reply.Of(new { }).Fragment(View, new ReferenceView(null, null, false)).Redirect("/create");
}
