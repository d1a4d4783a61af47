namespace OmniHub.Sandbox;

/// <summary>Which of fal's hosts a request means: on loopback all of them share one port.</summary>
internal enum Door { Queue, Run, Other }

internal static class Doors
{
    public const string ProxyPath = "/api/fal/proxy";
    private const string Item = "fal.door";

    public static Door DoorOf(this HttpContext http) => http.Items[Item] is Door door ? door : Door.Queue;

    /// <summary>
    /// Finds the host a request was meant for and leaves the path that this host would have seen.
    /// False: it came to the proxy and names no host of fal.
    /// </summary>
    public static bool Enter(HttpContext http)
    {
        var request = http.Request;
        var headers = request.Headers;
        if (request.Path.Equals(ProxyPath, StringComparison.Ordinal))
        {
            var named = headers["x-fal-target-url"].ToString();
            if (!Uri.TryCreate(named, UriKind.Absolute, out var target) || !IsFal(target.Host)) return false;
            request.Path = Uri.UnescapeDataString(target.AbsolutePath);
            request.QueryString = new QueryString(target.Query);
            http.Items[Item] = DoorOf(target.Host);
            return true;
        }
        if (request.Path.StartsWithSegments("/queue", out var rest)) Set(Door.Queue);
        else if (request.Path.StartsWithSegments("/run", out rest)) Set(Door.Run);
        else if (request.Path.StartsWithSegments("/rest", out rest)) Set(Door.Other);
        else if (headers.TryGetValue("x-orig-host", out var host)) http.Items[Item] = DoorOf(host.ToString());
        else if (IsFal(request.Host.Host)) http.Items[Item] = DoorOf(request.Host.Host);
        // The official client names a priority on every submit and on nothing else; a run streams only by its suffix.
        else if (IsStream(request) && !headers.ContainsKey("x-fal-queue-priority")) http.Items[Item] = Door.Run;
        return true;

        void Set(Door door)
        {
            request.Path = rest;
            http.Items[Item] = door;
        }
    }

    private static bool IsStream(HttpRequest request) =>
        HttpMethods.IsPost(request.Method)
        && request.Path.Value!.EndsWith("/stream", StringComparison.Ordinal)
        && request.Headers.Accept.ToString().Contains("text/event-stream", StringComparison.Ordinal);

    private static Door DoorOf(string host) => host switch
    {
        _ when host.StartsWith("queue.", StringComparison.OrdinalIgnoreCase) => Door.Queue,
        "fal.run" or "falrun.com" => Door.Run,
        _ => Door.Other,
    };

    private static bool IsFal(string host) =>
        host is "fal.run" or "fal.ai" or "fal.media" or "falrun.com"
        || host.EndsWith(".fal.run", StringComparison.OrdinalIgnoreCase)
        || host.EndsWith(".fal.ai", StringComparison.OrdinalIgnoreCase)
        || host.EndsWith(".fal.media", StringComparison.OrdinalIgnoreCase)
        || host.EndsWith(".falrun.com", StringComparison.OrdinalIgnoreCase);
}
