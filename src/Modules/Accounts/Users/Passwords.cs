using Microsoft.AspNetCore.Identity;

namespace OmniHub.Accounts;

/// <summary>The rule for passwords, and their hashing, which takes its time on purpose.</summary>
internal sealed class Passwords : IDisposable
{
    public const int LengthMin = 8;

    public const int LengthMax = 128;

    /// <summary>As people read it before they choose.</summary>
    public static readonly string Rule = $"At least {LengthMin} characters.";

    private static readonly PasswordHasher<User> Hasher = new();
    private static readonly User Nobody = new();
    private static readonly string NobodysHash = Hasher.HashPassword(Nobody, Guid.NewGuid().ToString());

    // A storm of log-ins waits here and not on the thread pool, so that everything else stays quick.
    private readonly SemaphoreSlim places = new(Environment.ProcessorCount);

    /// <summary>What is wrong with a new password, or null.</summary>
    public static string? Check(string? password, string email)
    {
        if (password is null || password.Length < LengthMin) return $"A password has at least {LengthMin} characters.";
        if (password.Length > LengthMax) return $"A password has at most {LengthMax} characters.";
        if (KnownSecrets.CommonPasswords.Contains(password.ToLowerInvariant()))
            return "This password is one of the first that anybody would try. Choose another.";
        return password.Equals(email, StringComparison.OrdinalIgnoreCase) ? "Choose a password that is not your e-mail address." : null;
    }

    public async Task<string> HashAsync(string password, CancellationToken ct)
    {
        await places.WaitAsync(ct);
        try
        {
            return Hasher.HashPassword(Nobody, password);
        }
        finally
        {
            places.Release();
        }
    }

    /// <summary>Whether the password is right. Nobody's hash takes exactly as long as somebody's.</summary>
    public async Task<bool> MatchAsync(string? hash, string password, CancellationToken ct)
    {
        await places.WaitAsync(ct);
        try
        {
            var result = Hasher.VerifyHashedPassword(Nobody, hash ?? NobodysHash, password);
            return hash is not null && result != PasswordVerificationResult.Failed;
        }
        finally
        {
            places.Release();
        }
    }

    public void Dispose() => places.Dispose();
}
