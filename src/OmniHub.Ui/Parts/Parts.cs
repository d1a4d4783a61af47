using OmniHub.Kernel;

namespace OmniHub.Ui;

/// <summary>What a notice, a toast or a tag says by its colour; the words say it too.</summary>
public enum Tone
{
    /// <summary>It is done.</summary>
    Ok,

    /// <summary>Good to know.</summary>
    Info,

    /// <summary>Something needs care.</summary>
    Warn,

    /// <summary>It did not work.</summary>
    Bad,
}

/// <summary>Words and icons of a tone.</summary>
public static class Tones
{
    /// <summary>The CSS class.</summary>
    public static string Css(this Tone tone) => tone switch { Tone.Ok => "ok", Tone.Info => "info", Tone.Warn => "warn", _ => "bad" };

    /// <summary>The icon where none is named.</summary>
    public static string Icon(this Tone tone) => tone switch
    {
        Tone.Ok => "circle-check",
        Tone.Info => "info",
        Tone.Warn => "clock",
        _ => "triangle-alert",
    };
}

/// <summary>What it costs, before and after: <c>/Ui/Parts/Receipt.cshtml</c>.</summary>
/// <param name="Label">Read aloud.</param>
/// <param name="Lines">Name, dots, amount.</param>
/// <param name="Total">The last line, or null.</param>
public sealed record ReceiptView(string Label, IReadOnlyList<ReceiptLine> Lines, ReceiptLine? Total = null)
{
    /// <summary>For the test that renders every partial.</summary>
    public static ReceiptView Sample => new(
        "Estimate", [new("FLUX.1 [dev]", new Micros(25_000), 'A'), new("Timed out", new Micros(60_000), 'B') { IsMinus = true }],
        new("Total", new Micros(25_000)));
}

/// <summary>A line of a receipt.</summary>
/// <param name="Text">What.</param>
/// <param name="Amount">How much; a dash where it is unknown.</param>
/// <param name="Lane">Its letter in the comparison, or null.</param>
public sealed record ReceiptLine(string Text, Micros? Amount, char? Lane = null)
{
    /// <summary>Given back.</summary>
    public bool IsMinus { get; init; }

    /// <summary>No longer counts.</summary>
    public bool IsStruck { get; init; }
}

/// <summary>A box with a sentence and at most one way on: <c>/Ui/Parts/Notice.cshtml</c>.</summary>
/// <param name="Tone">Colour and icon.</param>
/// <param name="Title">What happened.</param>
/// <param name="Text">What to do, with numbers.</param>
/// <param name="Action">The way on, or null.</param>
public sealed record NoticeView(Tone Tone, string Title, string? Text = null, LinkView? Action = null)
{
    /// <summary>Another icon than the tone's.</summary>
    public string? Icon { get; init; }

    /// <summary>For the test that renders every partial.</summary>
    public static NoticeView Sample =>
        new(Tone.Bad, "Not enough credits", "This run needs 1.9600 and you have 0.4820.", new("Add credits", "/billing")) { Icon = "wallet" };
}

/// <summary>A secret that is never shown again: <c>/Ui/Parts/ShownOnce.cshtml</c>. It takes the focus, and so comes into view.</summary>
/// <param name="Id">Of the secret, to copy it.</param>
/// <param name="Title">What to do now.</param>
/// <param name="Secret">The secret.</param>
/// <param name="Text">What it is for, or null.</param>
public sealed record ShownOnceView(string Id, string Title, string Secret, string? Text = null)
{
    /// <summary>For the test that renders every partial.</summary>
    public static ShownOnceView Sample => new("fresh-key", "Copy your new key now. It is shown once.", "oh_abc", "It signs what is sent.");
}

/// <summary>A link that looks like a button.</summary>
public sealed record LinkView(string Text, string Href);

/// <summary>What will be here, and one action: <c>/Ui/Parts/Empty.cshtml</c>.</summary>
/// <param name="Title">Short.</param>
/// <param name="Text">One or two sentences.</param>
/// <param name="Action">What to do, or null.</param>
/// <param name="Icon">An icon; the mark where there is none.</param>
public sealed record EmptyView(string Title, string Text, LinkView? Action = null, string? Icon = null)
{
    /// <summary>For the test that renders every partial.</summary>
    public static EmptyView Sample => new("Nothing here yet", "Your first run will appear here.", new("Create something", "/create"));
}

/// <summary>A message at the edge: <c>/Ui/Parts/Toast.cshtml</c>; <c>/Ui/Parts/ToastPartial.cshtml</c> puts it into the page.</summary>
/// <param name="Tone">Errors stay until they are dismissed; the rest leaves after five seconds.</param>
/// <param name="Title">What happened.</param>
/// <param name="Text">More, or null.</param>
/// <param name="Link">Where to, or null.</param>
public sealed record ToastView(Tone Tone, string Title, string? Text = null, LinkView? Link = null)
{
    /// <summary>For the test that renders every partial.</summary>
    public static ToastView Sample => new(Tone.Ok, "Clip finished", "Kling 2.1 Pro, 0.4900 credits.", new("Open run", "/create"));
}

/// <summary>
/// "Show more", which also loads when it comes into view: <c>/Ui/Parts/Pager.cshtml</c>. The answer's rows and next pager take its place.
/// </summary>
/// <param name="Href">The next page, with its cursor; null at the end.</param>
/// <param name="Id">Of the pager, where a page has several.</param>
public sealed record PagerView(string? Href, string Id = "more")
{
    /// <summary>For the test that renders every partial.</summary>
    public static PagerView Sample => new("/library?cursor=abc");
}

/// <summary>The end of a table that grows downwards: <c>/Ui/Parts/OlderRows.cshtml</c>. The answer's rows and next end take its place.</summary>
/// <param name="Href">The next page, with its cursor; null at the end.</param>
/// <param name="IsFirst">On the first page nothing is said where all of it is shown.</param>
/// <param name="End">What is said after the last row of a longer list.</param>
public sealed record OlderRowsView(string? Href, bool IsFirst, string End)
{
    /// <summary>For the test that renders every partial.</summary>
    public static OlderRowsView Sample => new("/billing?cursor=abc", true, "These are all entries.");
}

/// <summary>
/// The sentence under a field: <c>/Ui/Parts/FieldError.cshtml</c>; nothing where there is none. The field has <c>aria-describedby</c>.
/// </summary>
/// <param name="Id">For <c>aria-describedby</c>.</param>
/// <param name="Sentence">What is wrong, or null.</param>
public sealed record FieldErrorView(string Id, string? Sentence)
{
    /// <summary>Of one field of a refusal.</summary>
    public static FieldErrorView Of(string id, string field, Refusal? refusal) =>
        new(id, refusal?.Errors is { } errors && errors.TryGetValue(field, out var sentences) ? sentences.FirstOrDefault() : null);

    /// <summary>For the test that renders every partial.</summary>
    public static FieldErrorView Sample => new("prompt-e", "Write at least 3 characters.");
}

/// <summary>A refusal in the place where the result would have been: <c>/Ui/Parts/ErrorCard.cshtml</c>.</summary>
/// <param name="Refusal">The no.</param>
/// <param name="Reference">What an admin finds in the log, or null.</param>
/// <param name="Action">The way on, or null.</param>
public sealed record ErrorCardView(Refusal Refusal, string? Reference = null, LinkView? Action = null)
{
    /// <summary>For the test that renders every partial.</summary>
    public static ErrorCardView Sample =>
        new(Refusal.NotEnough(new Micros(1_960_000), new Micros(482_000)), "01k5xq7m", new("Add credits", "/billing"));
}
