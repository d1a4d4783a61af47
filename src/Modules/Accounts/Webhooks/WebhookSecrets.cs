using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;

namespace OmniHub.Accounts;

/// <summary>Secrets of webhooks (<c>whsec_…</c>) and what they sign, as Standard Webhooks says.</summary>
internal sealed class WebhookSecrets(IDataProtectionProvider protection)
{
    private const string Mark = "whsec_";
    private const int LengthBytes = 32;
    private readonly IDataProtector protector = protection.CreateProtector("webhooks");

    /// <summary>A new one: as it is shown once, and as it is kept.</summary>
    public (string Secret, string Kept) Make()
    {
        var secret = Mark + Convert.ToBase64String(RandomNumberGenerator.GetBytes(LengthBytes));
        return (secret, protector.Protect(secret));
    }

    /// <summary>The signature header of a message.</summary>
    public string Sign(string kept, string id, long timestamp, string body)
    {
        var key = Convert.FromBase64String(protector.Unprotect(kept)[Mark.Length..]);
        return "v1," + Convert.ToBase64String(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{id}.{timestamp}.{body}")));
    }
}
