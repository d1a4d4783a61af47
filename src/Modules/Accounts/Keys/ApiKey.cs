using System.Security.Cryptography;
using System.Text;
using OmniHub.Kernel;

namespace OmniHub.Accounts;

/// <summary>A program's way in. Only the hash of the key is kept: 256 random bits need no slow hash.</summary>
internal sealed class ApiKey
{
    public const string Mark = "omk_";

    public const int NameLengthMax = 80;

    public const int CountMax = 100;

    public static readonly Micros CreditLimitMax = new(1_000_000 * Micros.PerCredit);

    private const int PrefixLength = 12;

    public required string Id { get; set; }

    public required string UserId { get; set; }

    public required string Name { get; set; }

    /// <summary>What lists show of the key.</summary>
    public required string Prefix { get; set; }

    public required string Hash { get; set; }

    public Micros? CreditLimit { get; set; }

    public DateTimeOffset? ExpiresAt { get; set; }

    public DateTimeOffset? LastUsedAt { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public string CapKey => CapKeyOf(Id);

    public static string CapKeyOf(string id) => "key:" + id;

    public static string HashOf(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    /// <summary>A new key and its row.</summary>
    public static (string Key, ApiKey Row) Make(
        string userId, string name, Micros? creditLimit, DateTimeOffset? expiresAt, DateTimeOffset now)
    {
        var key = Mark + OmniHub.Kernel.Id.Secret();
        return (key, new ApiKey
        {
            Id = OmniHub.Kernel.Id.New("key"),
            UserId = userId,
            Name = name,
            Prefix = key[..PrefixLength],
            Hash = HashOf(key),
            CreditLimit = creditLimit,
            ExpiresAt = expiresAt,
            CreatedAt = now,
        });
    }
}
