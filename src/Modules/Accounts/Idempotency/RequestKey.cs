using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using OmniHub.Kernel;

namespace OmniHub.Accounts;

/// <summary>Reads the idempotency key of a request and hashes what it asks for.</summary>
internal static class RequestKey
{
    private const string Header = "Idempotency-Key";
    private const string Field = "idempotencyKey";
    private const string AntiforgeryField = "__RequestVerificationToken";
    private const int LengthMax = 255;
    private const int BufferBytes = 16 * 1024;

    public static readonly Refusal Malformed = Refusal.Invalid(Field, $"An idempotency key has 1 to {LengthMax} printable characters.");

    /// <summary>The key; null without one. The header wins over the form's field.</summary>
    public static async Task<string?> OfAsync(HttpRequest request, CancellationToken ct)
    {
        if (request.Headers.TryGetValue(Header, out var header)) return header.ToString();
        if (!request.HasFormContentType) return null;
        return (await request.ReadFormAsync(ct)).TryGetValue(Field, out var field) && field.ToString() is { Length: > 0 } key ? key : null;
    }

    public static bool IsValid(string key) => key.Length is >= 1 and <= LengthMax && key.All(c => c is >= ' ' and <= '~');

    /// <summary>Of the address and the body: the bytes of JSON, the fields of a form.</summary>
    public static async Task<string> HashAsync(HttpRequest request, CancellationToken ct)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(hash, request.Path + request.QueryString);
        if (request.HasFormContentType)
        {
            await AddFormAsync(hash, await request.ReadFormAsync(ct), ct);
        }
        else
        {
            request.EnableBuffering();
            await AddStreamAsync(hash, request.Body, ct);
            request.Body.Position = 0;
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static async Task AddFormAsync(IncrementalHash hash, IFormCollection form, CancellationToken ct)
    {
        var fields = form.Where(f => f.Key is not Field and not AntiforgeryField).OrderBy(f => f.Key, StringComparer.Ordinal);
        foreach (var (name, values) in fields)
        {
            Add(hash, name);
            foreach (var value in values) Add(hash, value ?? "");
        }

        foreach (var file in form.Files)
        {
            Add(hash, file.Name);
            await using var content = file.OpenReadStream();
            await AddStreamAsync(hash, content, ct);
        }
    }

    // The length stands before each text, so that two lists of texts never read the same.
    private static void Add(IncrementalHash hash, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        hash.AppendData(BitConverter.GetBytes(bytes.Length));
        hash.AppendData(bytes);
    }

    private static async Task AddStreamAsync(IncrementalHash hash, Stream stream, CancellationToken ct)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            while (await stream.ReadAsync(buffer, ct) is var read and > 0) hash.AppendData(buffer, 0, read);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
