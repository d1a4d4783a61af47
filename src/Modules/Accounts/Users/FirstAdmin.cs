using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using OmniHub.Contracts.Admin;
using OmniHub.Kernel;

namespace OmniHub.Accounts;

/// <summary>Whom <c>ADMIN_EMAIL</c> and <c>ADMIN_PASSWORD</c> name: made at the first start, given that password at every start.</summary>
internal sealed class FirstAdmin(
    AccountsDb db, SignUp signUp, FreeCredits free, UserManager<User> users, Passwords passwords, Sessions sessions,
    IConfiguration configuration, IAudit audit, TimeProvider clock, ILogger<FirstAdmin> log) : IStartup
{
    public int Order => 10;

    public string Email => configuration["ADMIN_EMAIL"] is { Length: > 0 } set ? set.Trim() : "admin@localhost";

    private string? SetPassword => configuration["ADMIN_PASSWORD"] is { Length: > 0 } set ? set : null;

    public async Task StartAsync(CancellationToken ct)
    {
        var admin = await users.FindByEmailAsync(Email);
        if (admin is null) await MakeAsync(ct);
        else if (!admin.IsAdmin) log.LogWarning("ADMIN_EMAIL belongs to {User}, who is no administrator; nothing was changed", admin.Id);
        else if (SetPassword is { } set && !await passwords.MatchAsync(admin.PasswordHash, set, ct)) await SetAgainAsync(admin, set, ct);
    }

    private async Task MakeAsync(CancellationToken ct)
    {
        if (!EmailAddress.IsValid(Email)) throw new StartRefusedException("ADMIN_EMAIL is not an e-mail address.");
        var password = SetPassword ?? Id.Secret()[..20];
        var made = await signUp.CreateAsync(Email, "Admin", await passwords.HashAsync(password, ct), isAdmin: true, ct);
        // Another node may have been first; its console shows the password.
        if (made is null) return;
        await free.GrantAsync(made, ct);
        if (SetPassword is not null) return;
        Console.WriteLine();
        Console.WriteLine($"  The first administrator is {Email}, password {password}");
        Console.WriteLine("  It is shown this once. Change it in the profile, or set ADMIN_PASSWORD.");
        Console.WriteLine();
    }

    private async Task SetAgainAsync(User admin, string password, CancellationToken ct)
    {
        var (hash, stamp) = (await passwords.HashAsync(password, ct), Sessions.NewStamp());
        await db.Users.Where(u => u.Id == admin.Id)
            .ExecuteUpdateAsync(u => u.SetProperty(x => x.PasswordHash, hash).SetProperty(x => x.SecurityStamp, stamp), ct);
        sessions.Ended(admin.Id);
        log.LogWarning("The password of {User} was set to ADMIN_PASSWORD, which differed; its sessions ended", admin.Id);
        var changes = new Dictionary<string, object?[]> { ["passwordSetAt"] = [null, clock.GetUtcNow()] };
        await audit.WriteAsync(new("system", "user.set-password", "user", admin.Id, changes, null), ct);
    }
}
