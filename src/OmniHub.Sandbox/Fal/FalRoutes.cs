using System.Text.Json.Nodes;

namespace OmniHub.Sandbox;

/// <summary>fal's hosts on one port. Endpoint ids have any number of segments, so the queue reads its own paths.</summary>
internal static class FalRoutes
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/.well-known/jwks.json", (WebhookKey key) => Answer.Of(200, key.Jwks()));
        routes.MapMethods(Files.UrlPrefix + "{folder}/{name}", [HttpMethods.Get, HttpMethods.Head], ServeFile.Handle);
        Uploads.Map(routes);
        Platform.Map(routes);
        // Not MapFallback: bound by generated code it forgets its pattern and passes by what has a dot, as fal-ai/veo3.1.
        routes.Map("{**path}", Dispatch).WithOrder(int.MaxValue);
    }

    private static Task<IResult> Dispatch(HttpContext http, Gear gear)
    {
        var parts = http.Request.Path.Value!.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var path = string.Join('/', parts);
        if (parts.Length < 2) return Task.FromResult<IResult>(Answer.NotFound());
        if (http.DoorOf() == Door.Run) return RunNow.Handle(path, http, gear);

        var at = Array.IndexOf(parts, "requests");
        if (at < 2 || at + 1 >= parts.Length)
        {
            return HttpMethods.IsPost(http.Request.Method)
                ? SubmitJob.Handle(path, http, gear)
                : Task.FromResult<IResult>(Answer.Of(405, new JsonObject { ["detail"] = "Method Not Allowed" }));
        }
        var (id, rest) = (parts[at + 1], string.Join('/', parts[(at + 2)..]));
        return (http.Request.Method, rest) switch
        {
            ("GET", "status") => ShowStatus.Handle(id, http, gear),
            ("GET", "status/stream") => StreamStatus.Handle(id, http, gear),
            ("GET", "" or "response") => ShowResult.Handle(id, http, gear),
            ("PUT", "cancel") => CancelJob.Handle(id, http, gear),
            _ => Task.FromResult<IResult>(Answer.Of(404, new JsonObject { ["detail"] = $"Path /{rest} not found" })),
        };
    }
}
