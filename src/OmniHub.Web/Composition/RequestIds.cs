using Serilog.Context;

namespace OmniHub.Web;

/// <summary>Every response has <c>X-Request-Id</c>: the client's own where it is a plain word, else a new one.</summary>
internal sealed class RequestIds(RequestDelegate next)
{
    private const string Header = "X-Request-Id";
    private const int LengthMax = 128;

    public async Task InvokeAsync(HttpContext http)
    {
        var given = http.Request.Headers[Header].ToString();
        var id = IsValid(given) ? given : Kernel.Id.New("req");
        http.TraceIdentifier = id;
        http.Response.OnStarting(() =>
        {
            http.Response.Headers[Header] = id;
            return Task.CompletedTask;
        });
        using (LogContext.PushProperty("Request", id)) await next(http);
    }

    private static bool IsValid(string id) =>
        id.Length is > 0 and <= LengthMax && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or ':');
}
