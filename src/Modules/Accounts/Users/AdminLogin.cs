using Microsoft.AspNetCore.Identity;
using OmniHub.Kernel;

namespace OmniHub.Accounts;

/// <summary>Body of an admin's log-in; without an e-mail address it is the first admin's.</summary>
internal sealed record AdminLoginForm(string? Email, string? Password);

/// <summary>POST /api/admin/login</summary>
internal static class AdminLogin
{
    private static readonly Refusal Wrong = new(401, "invalid_credentials", "The password is not right.");

    public static async Task<Reply> Handle(
        Body<AdminLoginForm> body, SignIn signIn, UserManager<User> users, Passwords passwords,
        FirstAdmin first, Tokens tokens, CancellationToken ct)
    {
        var form = body.Value;
        if (!string.IsNullOrWhiteSpace(form.Email))
        {
            var (user, no) = await signIn.CheckAsync(new(form.Email, form.Password), ct);
            if (user is null) return no!;
            return user.IsAdmin
                ? Reply.Of(tokens.Issue(user.Id, user.SecurityStamp!))
                : Refusal.Forbidden("This account is not an administrator's.");
        }

        if (string.IsNullOrEmpty(form.Password)) return Refusal.Invalid("password", "Enter the password.");

        // Not locked after failures, or anybody could lock the admin out: the limit per address stands here.
        var admin = await users.FindByEmailAsync(first.Email);
        var right = await passwords.MatchAsync(admin?.PasswordHash, form.Password, ct);
        return right && admin is { IsAdmin: true, IsDisabled: false } ? Reply.Of(tokens.Issue(admin.Id, admin.SecurityStamp!)) : Wrong;
    }
}
