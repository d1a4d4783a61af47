using Microsoft.AspNetCore.Http;
using OmniHub.Kernel;
using OmniHub.Ui;

namespace OmniHub.Accounts;

/// <summary>GET /profile/webhooks</summary>
internal static class WebhooksPage
{
    public static Task<PageView> Handle(WebhookPages pages, CancellationToken ct) => pages.PageAsync(null, null, new(null, null, null), ct);
}

/// <summary>GET /profile/webhooks/{id}: the log of one.</summary>
internal static class WebhookLogPage
{
    public static async Task<IResult> Handle(string id, string? sent, PageRequest page, ICurrentUser me, Webhooks webhooks, CancellationToken ct)
    {
        if (await webhooks.FindAsync(id, me.Id, ct) is not { } webhook) return (Reply)Refusal.NotFound("There is no such webhook.");
        var log = await webhooks.LogAsync(id, page, ct);
        var view = new WebhookLogView(WebhookView.Of(webhook), log.Items, log.NextCursor, sent is not null);
        return new PageView("/Accounts/Webhooks/WebhookLogPage.cshtml", view, "Webhook log");
    }
}

/// <summary>Builds the section of webhooks, alone, on its page, or on the profile.</summary>
internal sealed class WebhookPages(IHttpContextAccessor accessor, ICurrentUser me, Webhooks webhooks)
{
    private const string Section = "/Accounts/Webhooks/WebhookSection.cshtml";

    private Face Face => Faces.Of(accessor.HttpContext!.Request);

    public async Task<PageView> PageAsync(NewWebhookView? fresh, Refusal? no, WebhookForm draft, CancellationToken ct) =>
        new("/Accounts/Webhooks/WebhooksPage.cshtml", await ViewAsync(fresh, no, draft, ct), "Webhooks")
        {
            Status = no?.Status ?? (fresh is null ? StatusCodes.Status200OK : StatusCodes.Status201Created),
        };

    /// <summary>The answer, with the section as it is now for people.</summary>
    public async Task<Reply> ShowAsync(Reply reply, NewWebhookView? fresh, Refusal? no, WebhookForm draft, CancellationToken ct) => Face switch
    {
        Face.Page => reply.Page(await PageAsync(fresh, no, draft, ct)),
        Face.Fragment => reply.Fragment(Section, await ViewAsync(fresh, no, draft, ct)),
        _ => reply,
    };

    public async Task<Reply> DoneAsync(Reply reply, CancellationToken ct) => Face == Face.Fragment
        ? reply.Fragment(Section, await ViewAsync(null, null, new(null, null, null), ct))
        : reply.Redirect("/profile/webhooks");

    public async Task<WebhooksView> ViewAsync(NewWebhookView? fresh, Refusal? no, WebhookForm draft, CancellationToken ct) =>
        new(await webhooks.AllAsync(me.Id, ct), fresh, no, draft);
}

/// <summary>Webhooks on the profile.</summary>
internal sealed class WebhooksPart(WebhookPages pages) : IProfilePart
{
    public int Order => 30;

    public bool IsAside => false;

    public async Task<Part?> ReadAsync(ICurrentUser me, CancellationToken ct) =>
        new("/Accounts/Webhooks/WebhookSection.cshtml", await pages.ViewAsync(null, null, new(null, null, null), ct));
}

/// <summary>The section; <c>Fresh</c> was made just now and shows its secret this once.</summary>
internal sealed record WebhooksView(IReadOnlyList<WebhookView> Webhooks, NewWebhookView? Fresh, Refusal? No, WebhookForm Draft)
{
    /// <summary>For the test that renders every partial.</summary>
    public static IReadOnlyList<WebhooksView> Samples =>
    [
        new([], null, Refusal.Invalid("url", "Enter a web address."), new("ftp://x", ["credits.low"], new(5_000_000))),
        new(
            [
                WebhookLogView.Sample.Webhook,
                WebhookLogView.Sample.Webhook with { Id = "whk_2", Enabled = false, DisabledReason = "Nothing arrived for 3 days." },
                WebhookLogView.Sample.Webhook with { Id = "whk_3", FailingSince = DateTimeOffset.UnixEpoch },
            ],
            new("whk_1", "https://example.com/hook", ["credits.low"], new(1_000_000), true, "whsec_abc", DateTimeOffset.UnixEpoch), null, new(null, null, null)),
    ];

    public string? Url => Draft.Url;

    public bool IsChosen(string type) => Draft.Events?.Contains(type) ?? type != Webhook.CreditsLow;

    public static string Words(string type) => type switch
    {
        Webhook.Completed => "A generation is done",
        Webhook.Failed => "A generation failed",
        _ => "Credits run low",
    };
}

/// <summary>The log of one webhook.</summary>
internal sealed record WebhookLogView(WebhookView Webhook, IReadOnlyList<DeliveryView> Deliveries, string? NextCursor, bool WasSent)
{
    /// <summary>For the test that renders every partial.</summary>
    public static WebhookLogView Sample => new(
        new("whk_1", "https://example.com/hook", ["generation.completed", "credits.low"], new(1_000_000), true, null, null, DateTimeOffset.UnixEpoch),
        [
            new("whd_2", "generation.completed", "gen_1", DeliveryState.Delivered, 1, 200, null, null, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch),
            new("whd_1", "credits.low", "low_1", DeliveryState.Pending, 2, 500, "It answered 500.", DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, null),
        ],
        "abc",
        true);
}
