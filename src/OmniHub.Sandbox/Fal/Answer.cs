using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OmniHub.Sandbox;

/// <summary>One HTTP answer in fal's manner.</summary>
internal sealed record Answer(int Code, string Body, string ContentType = "application/json") : IResult
{
    public static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    public static Answer Of(int code, JsonNode body, params (string Name, string Value)[] headers) =>
        new(code, body.ToJsonString(Plain)) { Headers = headers };

    /// <summary>An error of the queue or the runner, as opposed to one of the model.</summary>
    public static Answer Failed(int code, string type, string detail, params (string Name, string Value)[] headers) =>
        Of(code, new JsonObject { ["detail"] = detail, ["error_type"] = type }, [("x-fal-error-type", type), .. headers]);

    public static Answer NotFound() => Of(404, new JsonObject { ["status"] = "NOT_FOUND" });

    /// <summary>The platform API has an envelope of its own.</summary>
    public static Answer PlatformError(int code, string type, string message) =>
        Of(code, new JsonObject { ["error"] = new JsonObject { ["type"] = type, ["message"] = message } });

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var bytes = Start(httpContext);
        await httpContext.Response.Body.WriteAsync(bytes, httpContext.RequestAborted);
    }

    public byte[] Start(HttpContext http)
    {
        var bytes = Encoding.UTF8.GetBytes(Body);
        http.Response.StatusCode = Code;
        http.Response.ContentType = ContentType;
        http.Response.ContentLength = bytes.Length;
        foreach (var (name, value) in Headers) http.Response.Headers[name] = value;
        return bytes;
    }
}
