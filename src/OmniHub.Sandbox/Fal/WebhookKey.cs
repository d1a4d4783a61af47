using System.Text;
using System.Text.Json.Nodes;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;
using Org.BouncyCastle.Security;

namespace OmniHub.Sandbox;

/// <summary>The Ed25519 key that signs webhooks; it persists, and its public half is served as a JWKS.</summary>
internal sealed class WebhookKey(SandboxOptions options)
{
    private readonly string path = Path.Combine(options.DataFolder, "webhook.key");
    private readonly Lock gate = new();
    private Ed25519PrivateKeyParameters? key;

    public static Ed25519PrivateKeyParameters New() => new(new SecureRandom());

    public JsonObject Jwks() => new()
    {
        ["keys"] = new JsonArray(new JsonObject
        {
            ["kty"] = "OKP",
            ["crv"] = "Ed25519",
            // Padded, as the live key set is.
            ["x"] = Convert.ToBase64String(Current().GeneratePublicKey().GetEncoded()).Replace('+', '-').Replace('/', '_'),
        }),
    };

    public Ed25519PrivateKeyParameters Current()
    {
        lock (gate)
        {
            if (key is null && File.Exists(path)) key = new Ed25519PrivateKeyParameters(Convert.FromHexString(File.ReadAllText(path)));
            return key ?? Replace();
        }
    }

    public void Rotate()
    {
        lock (gate) Replace();
    }

    public static string Sign(Ed25519PrivateKeyParameters key, string message)
    {
        var signer = new Ed25519Signer();
        signer.Init(true, key);
        var bytes = Encoding.UTF8.GetBytes(message);
        signer.BlockUpdate(bytes, 0, bytes.Length);
        return Convert.ToHexStringLower(signer.GenerateSignature());
    }

    private Ed25519PrivateKeyParameters Replace()
    {
        key = New();
        File.WriteAllText(path, Convert.ToHexStringLower(key.GetEncoded()));
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return key;
    }
}
