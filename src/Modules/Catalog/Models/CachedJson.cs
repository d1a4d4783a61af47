using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using OmniHub.Kernel;

namespace OmniHub.Catalog;

/// <summary>A public answer, serialised once and sent by its tag: 304 where the client has it.</summary>
internal sealed class CachedJson : IResult
{
    private readonly byte[] body;
    private readonly string tag;

    private CachedJson(byte[] body) => (this.body, tag) = (body, $"\"{Convert.ToHexStringLower(SHA256.HashData(body)[..12])}\"");

    public static CachedJson Of<T>(T value) => new(JsonSerializer.SerializeToUtf8Bytes(value, Json.Options));

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.Headers.ETag = tag;
        // Kept, and asked about each time: a price that an admin changed is seen at once.
        response.Headers.CacheControl = "public, no-cache";
        if (httpContext.Request.Headers.IfNoneMatch.ToString().Contains(tag, StringComparison.Ordinal))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(httpContext.Request.Method)) await response.Body.WriteAsync(body, httpContext.RequestAborted);
    }
}
