using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using OmniHub.Contracts.Generation;
using OmniHub.Kernel;
using OmniHub.Ui;

namespace OmniHub.Community;

/// <summary>The forms of publishing, editing, unpublishing and reporting: in a dialog, and on pages of their own without scripts.</summary>
internal static class PublishPages
{
    private const string FormHtml = "/Community/Pages/PublishForm.cshtml", PageHtml = "/Community/Pages/PublishPage.cshtml";
    private const string SheetHtml = "/Community/Pages/ReportSheet.cshtml", SheetPageHtml = "/Community/Pages/ReportPage.cshtml";

    /// <summary>GET /community/publish/{generationId}: the form, or the post where there is one.</summary>
    public static async Task<IResult> HandleNew(string generationId, HttpContext http, ICurrentUser me, IFinishedWork finished, CommunityDb db, CancellationToken ct)
    {
        if (await finished.FindAsync(generationId, me.Id, ct) is not { IsCompleted: true } work) return (Reply)Refusal.NotFound();
        if (await db.Posts.Where(p => p.GenerationId == generationId).Select(p => p.Id).FirstOrDefaultAsync(ct) is { } id)
            return Reply.Of(new { postId = id }).Redirect("/community/" + id);
        return ShowForm(http, new(work.Id, null, work.PreviewUrl, "", "", "", true, null), null);
    }

    /// <summary>POST /community/publish</summary>
    public static async Task<IResult> HandlePublish(Body<PostForm> body, HttpContext http, ICurrentUser me, Publishing publishing, IFinishedWork finished, CancellationToken ct)
    {
        var (post, refusal) = await publishing.PublishAsync(body.Value, me, ct);
        if (post is not null) return Reply.Of(PostView.Of(post, false), StatusCodes.Status201Created).Redirect("/community/" + post.Id);
        if (refusal!.Status == StatusCodes.Status404NotFound) return (Reply)refusal;
        var work = await finished.FindAsync(body.Value.GenerationId ?? "", me.Id, ct);
        return ShowForm(http, FormOf(body.Value, body.Value.GenerationId ?? "", null, work?.PreviewUrl, refusal), refusal);
    }

    /// <summary>GET /community/{id}/edit</summary>
    public static async Task<IResult> HandleForm(string id, HttpContext http, ICurrentUser me, PostChanges changes, CancellationToken ct) =>
        await changes.OwnAsync(id, me, ct) switch
        {
            (Post p, _) => ShowForm(http, new(p.GenerationId, p.Id, p.ThumbnailUrl, p.Title, p.Description, string.Join(", ", p.TagList), p.ShowPrompt, null), null),
            (_, var refusal) => (Reply)refusal!,
        };

    /// <summary>POST /community/{id}/edit</summary>
    public static async Task<IResult> HandleEdit(
        string id, Body<PostForm> body, HttpContext http, ICurrentUser me, PostChanges changes, CancellationToken ct)
    {
        // An emptied field of a form is not sent as a text: here it means that nothing is left.
        var form = body.Value with { Title = body.Value.Title ?? "", Description = body.Value.Description ?? "", Tags = body.Value.Tags ?? [] };
        var (post, refusal) = await changes.ChangeAsync(id, form, me, http, ct);
        if (post is not null) return Reply.Of(PostView.Of(post, false)).Redirect("/community/" + id);
        if (refusal!.Status is not (400 or 422) || await changes.OwnAsync(id, me, ct) is not (Post old, _)) return (Reply)refusal;
        return ShowForm(http, FormOf(form, old.GenerationId, id, old.ThumbnailUrl, refusal), refusal);
    }

    /// <summary>POST /community/{id}/unpublish</summary>
    public static async Task<Reply> HandleUnpublish(string id, HttpContext http, ICurrentUser me, PostChanges changes, CancellationToken ct) =>
        await changes.RemoveAsync(id, me, http, ct) is { } refusal ? refusal : Reply.Nothing().Redirect("/community/by/" + me.Id);

    /// <summary>GET /community/{id}/report</summary>
    public static async Task<IResult> HandleReportForm(string id, HttpContext http, ICurrentUser me, ReadPosts read, CancellationToken ct) =>
        await read.FindAsync(id, me, ct) is { State: PostState.Visible } post
            ? ShowReport(http, new ReportSheetView(id, post.Title, "", false, null), null)
            : (Reply)Refusal.NotFound();

    /// <summary>POST /community/{id}/report</summary>
    public static async Task<IResult> HandleReport(
        string id, Body<ReportForm> body, HttpContext http, ICurrentUser me, ReadPosts read, CommunityDb db, TimeProvider clock, CancellationToken ct)
    {
        if (await read.FindAsync(id, me, ct) is not { State: PostState.Visible } post) return (Reply)Refusal.NotFound();
        var refusal = (await ReportPost.Handle(id, body, me, read, db, clock, ct)).Refusal;
        return ShowReport(http, new ReportSheetView(id, post.Title, body.Value.Reason ?? "", refusal is null, refusal), refusal);
    }

    private static IResult ShowForm(HttpContext http, PublishFormView view, Refusal? refusal) => Show(http, FormHtml, PageHtml, view, view.Heading, refusal);

    private static IResult ShowReport(HttpContext http, ReportSheetView view, Refusal? refusal) => Show(http, SheetHtml, SheetPageHtml, view, "Report", refusal);

    private static IResult Show(HttpContext http, string fragment, string page, object view, string title, Refusal? refusal)
    {
        var whole = new PageView(page, view, title) { Status = refusal?.Status ?? StatusCodes.Status200OK };
        if (refusal is null) return Faces.Of(http.Request) == Face.Fragment ? Reply.Of(new { title }).Fragment(fragment, view) : whole;
        return Reply.No(refusal).Fragment(fragment, view).Page(whole);
    }

    private static PublishFormView FormOf(PostForm form, string generationId, string? postId, string? thumbnailUrl, Refusal refusal) => new(
        generationId, postId, thumbnailUrl, form.Title ?? "", form.Description ?? "", string.Join(", ", form.Tags ?? []), form.PromptShown ?? true, refusal);
}
