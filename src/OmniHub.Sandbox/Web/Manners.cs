namespace OmniHub.Sandbox;

/// <summary>What holds for every answer: the mark, the browser's permission, and the door it came through.</summary>
internal static class Manners
{
    public const string Mark = "X-OmniHub-Sandbox";

    public static void UseSandboxManners(this WebApplication app)
    {
        app.Use((http, next) =>
        {
            var headers = http.Response.Headers;
            headers[Mark] = "true";
            headers.XContentTypeOptions = "nosniff";
            app.Services.GetRequiredService<Activity>().Touch();
            // The switches of the sandbox are for programs, not for whatever page a browser has open.
            if (http.Request.Path.StartsWithSegments("/sandbox"))
            {
                if (!http.Request.Headers.ContainsKey("Origin")) return next();
                http.Response.StatusCode = StatusCodes.Status403Forbidden;
                return Task.CompletedTask;
            }
            headers.AccessControlAllowOrigin = "*";
            headers.AccessControlExposeHeaders = "*";
            if (HttpMethods.IsOptions(http.Request.Method))
            {
                headers.AccessControlAllowMethods = "GET, HEAD, POST, PUT, OPTIONS";
                headers.AccessControlAllowHeaders = "authorization, " + http.Request.Headers.AccessControlRequestHeaders;
                http.Response.StatusCode = StatusCodes.Status204NoContent;
                return Task.CompletedTask;
            }
            if (Doors.Enter(http)) return next();

            http.Response.StatusCode = StatusCodes.Status400BadRequest;
            return http.Response.WriteAsync("Invalid request");
        });
    }
}
