using System.Text.Json;
using System.Text.Json.Nodes;
using OmniHub.Contracts.Catalog;
using OmniHub.Contracts.Generation;
using OmniHub.Kernel;
using OmniHub.Ui;

namespace OmniHub.Community;

/// <summary>A post on its own page.</summary>
internal sealed record PostPageView(
    string Id, string GenerationId, string Title, string Description, IReadOnlyList<string> Tags, string AuthorId, string AuthorName, DateTimeOffset At,
    string? Prompt, string ModelId, string ModelName, IReadOnlyList<(string Name, string Value)> Settings, string? Size, Micros? Credits,
    IReadOnlyList<WorkFile> Files, bool IsVideo, int Views, LikeView Like, PostState State, bool IsFeatured, bool IsSandbox, bool IsMine, bool MayChange)
{
    private const int AltLengthMax = 150, ValueLengthMax = 80;

    public bool IsVisitor => Like.IsVisitor;

    public bool IsHidden => State != PostState.Visible;

    public string ViewsText => Counts.Say(Views, "view");

    /// <summary>The prompt says what is to be seen; a caption names it otherwise.</summary>
    public string Alt => (Prompt ?? Title) is { Length: > AltLengthMax } text ? text[..(AltLengthMax - 1)] + "…" : Prompt ?? Title;

    public string RemixHref => $"/create?from=post:{Id}";

    public NoticeView HiddenNotice => State == PostState.Withheld
        ? new(Tone.Bad, "The author's account is disabled", "Only admins see this page. The post is back when the account is enabled.")
        : new(Tone.Bad, "Hidden by an admin", IsMine ? "Only you and the admins see this page. Your generation and your credits are not touched." : "Only its author and admins see this page.");

    public static PostPageView Of(Post p, bool liked, ICurrentUser me)
    {
        var isMine = me.IsSignedIn && me.Id == p.UserId;
        var options = JsonNode.Parse(p.Options)!.AsObject();
        return new(
            p.Id, p.GenerationId, p.Title, p.Description, p.TagList, p.UserId, p.AuthorName, p.PublishedAt, p.ShowPrompt || isMine ? p.Prompt : null,
            p.ModelId, p.ModelName, [.. options.Select(o => (o.Key.Replace('_', ' '), Short(o.Value)))],
            p.Width > 0 ? $"{p.Width} × {p.Height}{(Prints.LengthOf(p.DurationMs) is { } length ? $", {length}" : "")}" : null, p.Credits,
            JsonSerializer.Deserialize<WorkFile[]>(p.Files, Json.Options)!, p.Type == Medium.Video, p.ViewCount,
            new(p.Id, p.LikeCount, liked, !me.IsSignedIn), p.State, p.FeaturedRank is not null, p.IsSandbox, isMine, isMine || me.IsAdmin);
    }

    public static IEnumerable<PostPageView> Samples =>
    [
        Sample, Sample with { State = PostState.Hidden, IsMine = true, MayChange = true }, Sample with { State = PostState.Withheld, MayChange = true },
        Sample with { Like = LikeView.Sample with { IsVisitor = true }, IsVideo = true, Prompt = null, Tags = [] },
    ];

    private static PostPageView Sample => new(
        "pst_x", "gen_x", "Quiet water", "By night.", ["sea"], "usr_x", "Rui Costa", DateTimeOffset.UnixEpoch, "Quiet sea under a full moon", "sd-3.5", "SD 3.5 Large",
        [("seed", "42")], "720 × 960", new Micros(65_000), [new("/media/med_x/a.webp", "/media/med_x/thumb.webp", "image/webp", 720, 960, null)], false, 12,
        LikeView.Sample, PostState.Visible, true, true, false, false);

    private static string Short(JsonNode? value) => value?.ToString() is { } text ? text.Length <= ValueLengthMax ? text : text[..ValueLengthMax] + "…" : "–";
}

/// <summary>The like button.</summary>
/// <param name="IsVisitor">Not signed in: it leads to the sign-in page.</param>
internal sealed record LikeView(string Id, int Count, bool Liked, bool IsVisitor)
{
    public string Text => Counts.Say(Count, "like");

    public static LikeView Sample => new("pst_x", 160, true, false);
}

/// <summary>The form of publishing, and of changing what is published.</summary>
/// <param name="PostId">Null while it is not published.</param>
internal sealed record PublishFormView(
    string GenerationId, string? PostId, string? ThumbnailUrl, string Title, string Description, string Tags, bool ShowPrompt, Refusal? Refusal)
{
    public string Heading => PostId is null ? "Publish to the community" : "Edit post";

    public string Button => PostId is null ? "Publish" : "Save";

    public string Action => PostId is null ? "/community/publish" : $"/community/{PostId}/edit";

    /// <summary>What stands at no field.</summary>
    public NoticeView? Notice => Refusal is { Errors: null } r ? new(Tone.Bad, r.Sentence) : null;

    public FieldErrorView TitleError => FieldErrorView.Of("pub-title-e", "title", Refusal);

    public FieldErrorView DescriptionError => FieldErrorView.Of("pub-text-e", "description", Refusal);

    public FieldErrorView TagsError => FieldErrorView.Of("pub-tags-e", "tags", Refusal);

    public static IEnumerable<PublishFormView> Samples =>
    [
        new("gen_x", null, "/media/med_x/thumb.webp", "", "", "", true, null),
        new("gen_x", "pst_x", null, "Quiet water", "By night", "sea, moon", false, Refusal.Invalid("title", "Give it a title.")),
    ];
}

/// <summary>The form of a report, and the thanks for it.</summary>
internal sealed record ReportSheetView(string PostId, string Title, string Reason, bool IsSent, Refusal? Refusal)
{
    public FieldErrorView Error => FieldErrorView.Of("rep-why-e", "reason", Refusal);

    public static IEnumerable<ReportSheetView> Samples =>
        [new("pst_x", "Quiet water", "", false, Refusal.Invalid("reason", "Say why.")), new("pst_x", "Quiet water", "Spam", true, null)];
}
