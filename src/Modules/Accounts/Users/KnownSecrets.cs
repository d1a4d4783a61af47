using System.Collections.Frozen;
using Microsoft.Extensions.Configuration;
using OmniHub.Kernel;

namespace OmniHub.Accounts;

/// <summary>Secrets that are none. A weak one stops the start: nobody reads a warning.</summary>
internal static class KnownSecrets
{
    private const string MakeOne = "Make one: openssl rand -base64 48";
    private const int JwtLengthMin = 32;
    private const int JwtDifferentMin = 8;
    private const int AdminLengthMin = 10;

    /// <summary>The most common passwords of eight characters and more.</summary>
    public static readonly FrozenSet<string> CommonPasswords = Words("""
        password passw0rd p@ssword p@ssw0rd password1 password! password12
        12345678 123456789 1234567890 87654321 987654321 11111111 00000000
        88888888 66666666 12341234 11223344 123123123 1q2w3e4r 1qaz2wsx qwertyui qwertyuiop qwerty123 qwerty12 asdfghjk asdfghjkl zxcvbnm1
        iloveyou sunshine princess football baseball superman trustno1 starwars whatever computer michelle jennifer corvette mercedes
        abcdefgh abcd1234 abc12345 welcome1 welcome123 letmein1 changeme admin123 administrator internet samantha danielle
        """);

    private static readonly FrozenSet<string> KnownAdminPasswords = Words("""
        password123 password1234 password12345 password123! passwordpassword admin12345 admin123456 admin123456789 adminadmin adminpassword
        admin-password administrator administrator1 administrator123 changeme123 changemenow change-me-now change_me_now changeme1234
        please-change-me
        secret1234 secretpassword supersecret supersecret123 letmein123 letmeinplease welcome1234 welcome12345 omnihub123 omnihubadmin
        your-admin-password youradminpassword qwertyuiop 1234567890 0123456789 12345678910 0987654321 1q2w3e4r5t 1q2w3e4r5t6y qwerty12345
        """);

    private static readonly string[] ExampleParts =
    [
        "your-secret", "your_secret", "yoursecret", "your-super-secret", "your_super_secret", "your-jwt-secret", "your_jwt_secret",
        "your-256-bit", "your-very-", "change-me", "change_me", "changeme", "change-this", "change_this", "changethis",
        "change-in-production", "change_in_production",
        "replace-me", "replace_me", "replace-this", "this-is-a-secret", "this_is_a_secret", "supersecretkeysupersecret",
    ];

    public static void Check(IConfiguration configuration)
    {
        if (configuration["JWT_SECRET"] is { Length: > 0 } secret) CheckJwtSecret(secret);
        if (configuration["ADMIN_PASSWORD"] is { Length: > 0 } password) CheckAdminPassword(password);
    }

    private static void CheckJwtSecret(string secret)
    {
        if (secret.Length < JwtLengthMin)
            throw new StartRefusedException($"JWT_SECRET has {secret.Length} characters and needs at least {JwtLengthMin}. {MakeOne}");
        if (secret.Distinct().Count() < JwtDifferentMin)
            throw new StartRefusedException($"JWT_SECRET needs at least {JwtDifferentMin} different characters. {MakeOne}");
        var lower = secret.ToLowerInvariant();
        if (ExampleParts.Any(part => lower.Contains(part, StringComparison.Ordinal)))
            throw new StartRefusedException($"JWT_SECRET is a known example. {MakeOne}");
    }

    private static void CheckAdminPassword(string password)
    {
        if (password.Length < AdminLengthMin)
            throw new StartRefusedException($"ADMIN_PASSWORD has {password.Length} characters and needs at least {AdminLengthMin}.");
        if (password.Length > Passwords.LengthMax)
            throw new StartRefusedException($"ADMIN_PASSWORD has more than {Passwords.LengthMax} characters.");
        var lower = password.ToLowerInvariant();
        if (KnownAdminPasswords.Contains(lower) || CommonPasswords.Contains(lower) || lower.Distinct().Count() < 3)
            throw new StartRefusedException("ADMIN_PASSWORD is one that everybody knows. Choose another, or leave it out and one is made.");
    }

    private static FrozenSet<string> Words(string text) =>
        text.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);
}
