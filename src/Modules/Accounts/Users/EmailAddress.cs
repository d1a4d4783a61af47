using System.Net.Mail;
using Microsoft.AspNetCore.Identity;

namespace OmniHub.Accounts;

/// <summary>What we hold to be an e-mail address, and when two are the same.</summary>
internal static class EmailAddress
{
    private static readonly string[] DotlessDomains = ["gmail.com", "googlemail.com"];

    public static bool IsValid(string email) =>
        email.Length <= User.EmailLengthMax
        && !email.Any(c => char.IsControl(c) || char.IsWhiteSpace(c) || c is '"' or '<' or '>' or '(' or ')' or ',' or ';')
        && email.Count(c => c == '@') == 1
        && MailAddress.TryCreate(email, out var parsed) && parsed.Address == email
        && parsed.Host.Split('.').All(label => label.Length > 0)
        && !parsed.User.StartsWith('.') && !parsed.User.EndsWith('.') && !parsed.User.Contains("..", StringComparison.Ordinal);

    /// <summary>Two accounts never share this.</summary>
    public static string Normal(string email) => email.Trim().ToLowerInvariant();

    /// <summary>The mailbox behind tags and dots: free credits are given once to each.</summary>
    public static string Mailbox(string email)
    {
        var parts = Normal(email).Split('@', 2);
        var user = parts[0].Split('+', 2)[0];
        var domain = parts.Length > 1 ? parts[1] : "";
        return DotlessDomains.Contains(domain) ? user.Replace(".", "", StringComparison.Ordinal) + "@gmail.com" : $"{user}@{domain}";
    }
}

/// <summary>Identity's look-ups by <see cref="EmailAddress.Normal"/>.</summary>
internal sealed class LowerCaseNormalizer : ILookupNormalizer
{
    public string? NormalizeEmail(string? email) => email is null ? null : EmailAddress.Normal(email);

    public string? NormalizeName(string? name) => name;
}
