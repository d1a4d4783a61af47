using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using OmniHub.Contracts.Catalog;
using OmniHub.Contracts.Community;
using OmniHub.Kernel;

namespace OmniHub.Generation;

/// <summary>GET /v1/videos/{id}/content?variant=video|thumbnail</summary>
internal static class SendVideo
{
    public static async Task<IResult> Handle(
        string id, string? variant, HttpContext http, ICurrentUser me, ReadGenerations read, GenerationDb db, MediaStore store, CancellationToken ct)
    {
        if (variant is not (null or "" or "video" or "thumbnail")) return Reply.No(Refusal.Invalid("variant", "variant is video or thumbnail."));
        if (await read.FindAsync(id, me.Id, ct) is not { Type: Medium.Video } view) return Reply.No(Refusal.NotFound("There is no such video."));
        if (view.IsRunning) return Reply.No(Refusal.Conflict("This video is not done yet.", "video_not_ready"));
        if (view.Results is not [var first, ..]) return Reply.No(Refusal.NotFound(view.Error?.Message ?? "This video was not made."));
        var file = await db.Media.AsNoTracking().SingleOrDefaultAsync(m => m.Id == first.Id, ct);
        var isThumbnail = variant == "thumbnail";
        return file is null || (isThumbnail && !file.HasThumbnail)
            ? Reply.No(Refusal.NotFound())
            : ServeMedia.Send(http, store, file, isThumbnail, $"{view.Id}{MediaTypes.Extension(file.ContentType)}", "private, no-cache");
    }
}

/// <summary>DELETE /v1/videos/{id}</summary>
internal static class DeleteVideo
{
    public static async Task<Reply> Handle(
        string id, ICurrentUser me, ReadGenerations read, ChangeRight right, GenerationDb db, StopGeneration stop, RemoveGenerations remove, IEvents events,
        TimeProvider clock, CancellationToken ct, ISharedWork? shared = null)
    {
        if (await read.RowAsync(id, me.Id, ct) is not { Type: Medium.Video }) return Refusal.NotFound("There is no such video.");
        var done = await DeleteGeneration.Handle(id, me, right, db, stop, remove, events, clock, ct, shared);
        return done.Refusal is null ? Reply.Of(new { Id = id, Object = "video.deleted", Deleted = true }) : done;
    }
}
