using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using OmniHub.Kernel;
using OmniHub.Ui;

namespace OmniHub.Accounts;

/// <summary>A field of a form, with what was typed and what was wrong with it. The name is also the id.</summary>
internal sealed record FieldView(string Name, string Label, string Type, string Autocomplete, string? Value = null, string? Error = null, string? Hint = null)
{
    public int LengthMax { get; init; } = User.EmailLengthMax;

    public bool IsRequired { get; init; } = true;

    public bool IsFocused { get; init; }
}

/// <summary>Log-in and sign-up are the same narrow column; <c>Message</c> says what no field says.</summary>
internal sealed record SignInView(bool IsNew, string? ReturnUrl, IReadOnlyList<FieldView> Fields, string? Message)
{
    public string Other => (IsNew ? "/login" : "/register") + (ReturnUrl is null ? "" : "?returnUrl=" + Uri.EscapeDataString(ReturnUrl));
}

/// <summary>Fields of the log-in page.</summary>
internal sealed record LoginPageForm(string? Email, string? Password, string? ReturnUrl);

/// <summary>Fields of the sign-up page.</summary>
internal sealed record RegisterPageForm(string? Email, string? Password, string? Name, string? ReturnUrl);

/// <summary>GET and POST /login</summary>
internal static class LoginPage
{
    public const string Landing = "/dashboard";

    public static IResult Handle(string? returnUrl, ICurrentUser me) =>
        me.IsSignedIn ? Results.Redirect(LocalUrl.Of(returnUrl) ?? Landing) : Show(new(null, null, returnUrl), null);

    public static async Task<Reply> HandlePost(Body<LoginPageForm> body, HttpContext http, SignIn signIn, CancellationToken ct)
    {
        var form = body.Value;
        var (user, no) = await signIn.CheckAsync(new(form.Email, form.Password), ct);
        if (no is not null) return Reply.No(no).Page(Show(form, no));
        await SessionCookie.SignInAsync(http, user!);
        return Reply.Nothing().Redirect(LocalUrl.Of(form.ReturnUrl) ?? Landing);
    }

    private static PageView Show(LoginPageForm form, Refusal? no) => SignInForms.Page("Log in", no, new(
        false,
        LocalUrl.Of(form.ReturnUrl),
        [
            new("email", "E-mail", "email", "username", form.Email, no.Of("email")) { IsFocused = form.Email is null },
            new("password", "Password", "password", "current-password", null, no.Of("password")) { LengthMax = Passwords.LengthMax, IsFocused = form.Email is not null },
        ],
        no.Message()));
}

/// <summary>GET and POST /register: a new person lands in the generator.</summary>
internal static class RegisterPage
{
    public const string Landing = "/create";

    public static IResult Handle(string? returnUrl, ICurrentUser me) =>
        me.IsSignedIn ? Results.Redirect(LocalUrl.Of(returnUrl) ?? Landing) : Show(new(null, null, null, returnUrl), null);

    public static async Task<Reply> HandlePost(Body<RegisterPageForm> body, HttpContext http, SignUp signUp, CancellationToken ct)
    {
        var form = body.Value;
        var (user, no) = await signUp.RegisterAsync(new(form.Email, form.Password, form.Name), ct);
        if (no is not null) return Reply.No(no).Page(Show(form, no));
        await SessionCookie.SignInAsync(http, user!);
        return Reply.Nothing().Redirect(LocalUrl.Of(form.ReturnUrl) ?? Landing);
    }

    private static PageView Show(RegisterPageForm form, Refusal? no) => SignInForms.Page("Create an account", no, new(
        true,
        LocalUrl.Of(form.ReturnUrl),
        [
            new("name", "Name", "text", "name", form.Name, no.Of("name"), "Shown to others beside what you publish.") { LengthMax = User.NameLengthMax, IsFocused = true },
            new("email", "E-mail", "email", "username", form.Email, no.Of("email")),
            new("password", "Password", "password", "new-password", null, no.Of("password"), $"At least {Passwords.LengthMin} characters.") { LengthMax = Passwords.LengthMax },
        ],
        no.Message()));
}

/// <summary>POST /logout</summary>
internal static class LogoutPage
{
    public static async Task<Reply> HandlePost(HttpContext http, ICurrentUser me, Sessions sessions, CancellationToken ct)
    {
        if (me.IsSignedIn) await sessions.EndAsync(me.Id, ct);
        await http.SignOutAsync(SessionCookie.Scheme);
        return Reply.Nothing().Redirect("/");
    }
}

/// <summary>What forms show of a refusal.</summary>
internal static class SignInForms
{
    public static PageView Page(string title, Refusal? no, SignInView view) =>
        new("/Accounts/SignIn/SignInPage.cshtml", view, title, Frame.Public) { Status = no?.Status ?? StatusCodes.Status200OK };

    public static string? Of(this Refusal? no, string field) => no?.Errors?.GetValueOrDefault(field)?.FirstOrDefault();

    /// <summary>The sentence, where no field says it.</summary>
    public static string? Message(this Refusal? no) => no?.Errors is null ? no?.Sentence : null;
}
