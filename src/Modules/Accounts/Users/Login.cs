using OmniHub.Kernel;

namespace OmniHub.Accounts;

/// <summary>Body of a log-in.</summary>
internal sealed record LoginForm(string? Email, string? Password);

/// <summary>POST /api/auth/login</summary>
internal static class Login
{
    public static async Task<Reply> Handle(Body<LoginForm> body, SignIn signIn, UserViews views, CancellationToken ct)
    {
        var (user, no) = await signIn.CheckAsync(body.Value, ct);
        return user is null ? no! : Reply.Of(await views.SignedInAsync(user, ct));
    }
}

/// <summary>Checks an e-mail address and a password. Known and unknown addresses answer alike, in text and in time.</summary>
internal sealed class SignIn(Microsoft.AspNetCore.Identity.UserManager<User> users, Passwords passwords, Lockout lockout)
{
    private static readonly Refusal Wrong = new(401, "invalid_credentials", "E-mail address and password do not match.");
    private static readonly Refusal Disabled =
        new(403, "account_disabled", "This account is disabled. Ask an administrator of this server.");

    public async Task<(User? User, Refusal? No)> CheckAsync(LoginForm form, CancellationToken ct)
    {
        var (email, password) = (form.Email?.Trim() ?? "", form.Password ?? "");
        var errors = new Dictionary<string, string[]>();
        if (email.Length is 0 or > User.EmailLengthMax) errors["email"] = ["Enter your e-mail address."];
        if (password.Length == 0) errors["password"] = ["Enter your password."];
        if (errors.Count > 0) return (null, Refusal.Invalid(errors));

        if (await lockout.CheckAsync(email, ct) is { } closed) return (null, closed);
        var user = await users.FindByEmailAsync(email);
        if (!await passwords.MatchAsync(user?.PasswordHash, password, ct))
        {
            await lockout.CountAsync(email, ct);
            return (null, Wrong);
        }

        // Guesses sent at once all pass the first check: none of them may learn more than the first ten do.
        if (await lockout.CheckAsync(email, ct) is { } closedMeanwhile) return (null, closedMeanwhile);
        await lockout.ClearAsync(email, ct);
        return user!.IsDisabled ? (null, Disabled) : (user, null);
    }
}
