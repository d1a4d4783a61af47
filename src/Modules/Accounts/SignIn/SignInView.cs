using OmniHub.Kernel;
using OmniHub.Ui;

namespace OmniHub.Accounts;

/// <summary>A field of a form, with what was typed and what was wrong with it.</summary>
internal sealed record FieldView(string Id, string Label, string Type, string Autocomplete, string? Value, string? Error)
{
    public static FieldView Sample =>
        new("email", "E-mail", "email", "username", "nowhere", "Enter an e-mail address.") { Hint = "A hint." };

    /// <summary>Where it is not the id, which a page has once.</summary>
    public string Name { get; init; } = Id;

    public string? Hint { get; init; }

    public int LengthMax { get; init; } = User.EmailLengthMax;

    /// <summary>Where the cursor stands when the page comes: also what was refused, however far down.</summary>
    public bool IsFocused { get; init; } = Error is not null;

    public string ErrorId => Id + "-err";

    public string HintId => Id + "-hint";

    public string? DescribedBy =>
        (Error, Hint) switch { (null, null) => null, (_, null) => ErrorId, (null, _) => HintId, _ => $"{ErrorId} {HintId}" };
}

/// <summary>Log-in and sign-up are the same narrow column; the notice says what no field says.</summary>
internal sealed record SignInView(bool IsNew, string? ReturnUrl, IReadOnlyList<FieldView> Fields, NoticeView? Notice)
{
    public static SignInView Sample => new(true, "/chat", [FieldView.Sample], new(Tone.Bad, "E-mail address and password do not match."));

    public string Other => (IsNew ? "/login" : "/register") + (ReturnUrl is null ? "" : "?returnUrl=" + Uri.EscapeDataString(ReturnUrl));

    /// <summary>Whoever follows an invite is told why they are asked to sign in.</summary>
    public static NoticeView? InviteOf(string? returnUrl) => LocalUrl.Of(returnUrl)?.StartsWith("/invites/", StringComparison.Ordinal) == true
        ? new(Tone.Info, "You are invited to a workspace.", "Sign in, or create an account, with the e-mail address that the invite was sent to.") : null;

    public PageView Page(string title, Refusal? no) =>
        new("/Accounts/SignIn/SignInPage.cshtml", this, title, Frame.Bare) { Status = no?.Status ?? 200 };
}

/// <summary>What forms show of a refusal.</summary>
internal static class Refused
{
    public static string? Of(this Refusal? no, string field) => no?.Errors?.GetValueOrDefault(field)?.FirstOrDefault();

    /// <summary>Where no field says it.</summary>
    public static NoticeView? Notice(this Refusal? no) => no is { Errors: null } ? new(Tone.Bad, no.Sentence) : null;
}
