using Microsoft.AspNetCore.Http;

namespace OmniHub.Kernel;

/// <summary>Who reads an answer.</summary>
public enum Face
{
    /// <summary>A program: JSON.</summary>
    Json,

    /// <summary>htmx, asking for a fragment.</summary>
    Fragment,

    /// <summary>A browser that navigates or posts a plain form.</summary>
    Page,
}

/// <summary>Tells the face from the request.</summary>
public static class Faces
{
    /// <summary>What an answer varies on.</summary>
    public const string Vary = "HX-Request, HX-Request-Type, HX-History-Restore-Request, Accept, Authorization, Cookie";

    /// <summary>The face of this request. Boosted links, hx-select and history restores send HX-Request too, but want a page.</summary>
    public static Face Of(HttpRequest request)
    {
        if (request.Headers.Authorization.Count > 0 || request.Path.StartsWithSegments("/v1")) return Face.Json;
        if (request.Headers["HX-Request"] == "true")
        {
            return request.Headers["HX-Request-Type"] != "full" && request.Headers["HX-History-Restore-Request"] != "true" ? Face.Fragment : Face.Page;
        }

        return request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal) ? Face.Page : Face.Json;
    }
}
