using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using OmniHub.Kernel;
using OmniHub.Ui;

namespace OmniHub.Accounts;

/// <summary>Fields of the log-in page.</summary>
internal sealed record LoginPageForm(string? Email, string? Password, string? ReturnUrl);

/// <summary>Fields of the sign-up page.</summary>
internal sealed record RegisterPageForm(string? Email, string? Password, string? Name, string? ReturnUrl);

/// <summary>GET and POST /login</summary>
internal static class LoginPage
{
    private const string Landing = "/dashboard";

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

    private static PageView Show(LoginPageForm form, Refusal? no) => new SignInView(
        false,
        LocalUrl.Of(form.ReturnUrl),
        [
            new("email", "E-mail", "email", "username", form.Email, no.Of("email")) { IsFocused = form.Email is null },
            new("password", "Password", "password", "current-password", null, no.Of("password"))
            {
                LengthMax = Passwords.LengthMax,
                IsFocused = form.Email is not null,
            },
        ],
        no.Notice() ?? SignInView.InviteOf(form.ReturnUrl)).Page("Sign in", no);
}

/// <summary>GET and POST /register: a new person lands in the generator.</summary>
internal static class RegisterPage
{
    private const string Landing = "/create";

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

    private static PageView Show(RegisterPageForm form, Refusal? no) => new SignInView(
        true,
        LocalUrl.Of(form.ReturnUrl),
        [
            new("name", "Name", "text", "name", form.Name, no.Of("name"))
            {
                LengthMax = User.NameLengthMax,
                IsFocused = true,
                Hint = "Shown to others beside what you publish.",
            },
            new("email", "E-mail", "email", "username", form.Email, no.Of("email")),
            new("password", "Password", "password", "new-password", null, no.Of("password"))
            {
                LengthMax = Passwords.LengthMax,
                Hint = Passwords.Rule,
            },
        ],
        no.Notice() ?? SignInView.InviteOf(form.ReturnUrl)).Page("Create an account", no);
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
