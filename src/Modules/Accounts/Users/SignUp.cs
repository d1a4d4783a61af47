using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using OmniHub.Contracts.Accounts;
using OmniHub.Contracts.Admin;
using OmniHub.Kernel;

namespace OmniHub.Accounts;

/// <summary>Body of a sign-up. Role, credits and everything else a user has never bind from a request.</summary>
internal sealed record RegisterForm(string? Email, string? Password, string? Name);

/// <summary>Makes a user with a workspace, and grants the free credits.</summary>
internal sealed class SignUp(
    AccountsDb db, UserManager<User> users, Passwords passwords, FreeCredits free, ISettings settings,
    IEvents events, TimeProvider clock, ILogger<SignUp> log)
{
    private static readonly Refusal Taken = new(409, "email_taken", "There is an account with this e-mail address. Log in instead.")
    {
        Errors = new Dictionary<string, string[]> { ["email"] = ["There is an account with this e-mail address."] },
    };

    public async Task<(User? User, Refusal? No)> RegisterAsync(RegisterForm form, CancellationToken ct)
    {
        if (!settings.Current.SignUpOpen) return (null, Refusal.Forbidden("Sign-up is closed on this server."));
        var (email, name, password) = (form.Email?.Trim() ?? "", form.Name?.Trim() ?? "", form.Password);
        if (Check(email, name, password) is { Count: > 0 } errors) return (null, Refusal.Invalid(errors));

        // Asked first to save the hashing; the unique index decides.
        if (await IsTakenAsync(email, ct)) return (null, Taken);
        var user = await CreateAsync(email, name, await passwords.HashAsync(password!, ct), isAdmin: false, ct);
        if (user is null) return (null, Taken);

        try
        {
            await free.GrantAsync(user, CancellationToken.None);
        }
        catch (Exception e)
        {
            log.LogWarning(e, "Free credits of {User} come later", user.Id);
        }

        events.Publish(new UserRegistered(user.Id));
        return (user, null);
    }

    /// <summary>The user with a workspace of their own; null where the address is taken.</summary>
    public async Task<User?> CreateAsync(string email, string name, string passwordHash, bool isAdmin, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var user = new User
        {
            Id = Id.New("usr"),
            Email = email,
            Name = name,
            IsAdmin = isAdmin,
            PasswordHash = passwordHash,
            CreatedAt = now,
        };
        var workspace = Workspace.Personal(user.Id, now);
        user.DefaultWorkspaceId = workspace.Id;
        db.AddRange(workspace, new Member { WorkspaceId = workspace.Id, UserId = user.Id, Role = MemberRole.Owner, JoinedAt = now });
        try
        {
            // Identity's store saves the context: user, workspace and membership together.
            await db.WriteAsync(() => users.CreateAsync(user), ct);
            return user;
        }
        catch (DbUpdateException e) when (e.IsDuplicate())
        {
            db.ChangeTracker.Clear();
            return null;
        }
    }

    private Task<bool> IsTakenAsync(string email, CancellationToken ct)
    {
        var normal = EmailAddress.Normal(email);
        return db.Users.AnyAsync(u => u.NormalizedEmail == normal, ct);
    }

    private static Dictionary<string, string[]> Check(string email, string name, string? password)
    {
        var errors = new Dictionary<string, string[]>();
        if (!EmailAddress.IsValid(email)) errors["email"] = ["Enter an e-mail address, as ann@example.com."];
        if (Names.Check(name) is { } wrong) errors["name"] = [wrong];
        if (Passwords.Check(password, email) is { } weak) errors["password"] = [weak];
        return errors;
    }
}

/// <summary>The rule for names of people and keys.</summary>
internal static class Names
{
    public static string? Check(string name, int lengthMax = User.NameLengthMax) =>
        name.Length == 0 ? "Enter a name."
        : name.Length > lengthMax ? $"A name has at most {lengthMax} characters."
        : name.Any(char.IsControl) || !name.IsNormalizedText() ? "A name has no control characters."
        : null;

    // Half a surrogate pair is no text: PostgreSQL would refuse it.
    private static bool IsNormalizedText(this string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i])) continue;
            if (!char.IsHighSurrogate(text[i]) || i + 1 == text.Length || !char.IsLowSurrogate(text[i + 1])) return false;
            i++;
        }

        return true;
    }
}
