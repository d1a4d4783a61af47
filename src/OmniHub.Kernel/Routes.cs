using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace OmniHub.Kernel;

/// <summary>The classes of the rate limits.</summary>
public enum LimitClass
{
    /// <summary>The rest of the API.</summary>
    Api,

    /// <summary>HTML pages and their fragments.</summary>
    Pages,

    /// <summary>Log-ins and passwords.</summary>
    Auth,

    /// <summary>Registrations.</summary>
    SignUp,

    /// <summary>Generations and uploads.</summary>
    Generate,

    /// <summary>Chat messages and the gateway's posts.</summary>
    Chat,

    /// <summary>Health, metrics, static files, provider callbacks.</summary>
    None,
}

/// <summary>Metadata: the limit class of a route.</summary>
public sealed record RateClass(LimitClass Class);

/// <summary>Metadata: the route honours <c>Idempotency-Key</c> (or the hidden field <c>idempotencyKey</c> of a form).</summary>
public sealed record IdempotentRoute;

/// <summary>Metadata: the answer is a stream. It counts against the user's streams and ends when the session or the server does.</summary>
public sealed record StreamRoute;

/// <summary>What a route is, said once on its group.</summary>
public static class RouteRules
{
    /// <summary>Only signed-in users.</summary>
    public static T ForUsers<T>(this T routes) where T : IEndpointConventionBuilder => routes.RequireAuthorization(Policies.User);

    /// <summary>Only administrators.</summary>
    public static T ForAdmins<T>(this T routes) where T : IEndpointConventionBuilder => routes.RequireAuthorization(Policies.Admin);

    /// <summary>Anybody, said on purpose.</summary>
    public static T ForAnyone<T>(this T routes) where T : IEndpointConventionBuilder => routes.AllowAnonymous();

    /// <summary>The limit class; <see cref="LimitClass.Api"/> where nothing is said under /api and /v1, else <see cref="LimitClass.Pages"/>.</summary>
    public static T Limited<T>(this T routes, LimitClass limit) where T : IEndpointConventionBuilder => routes.WithMetadata(new RateClass(limit));

    /// <summary>The answer is an <see cref="EventStream"/>; the handler's token ends with the session and with the server.</summary>
    public static T Streams<T>(this T routes) where T : IEndpointConventionBuilder => routes.WithMetadata(new StreamRoute());

    /// <summary>Same key and body: the first answer again. The handler reads <see cref="OperationId.Of"/> for the ids it mints.</summary>
    public static T Idempotent<T>(this T routes) where T : IEndpointConventionBuilder => routes.WithMetadata(new IdempotentRoute());
}

/// <summary>The id of what this request does, the same again when a crashed request is repeated under its idempotency key.</summary>
public static class OperationId
{
    private static readonly object Key = new();

    /// <summary>Set by whoever keeps the idempotency keys.</summary>
    public static void Set(HttpContext http, string id) => http.Items[Key] = id;

    /// <summary>A stable id (no prefix, 26 characters): kept under the idempotency key, or new. Use it as <c>$"gen_{id}"</c>.</summary>
    public static string Of(HttpContext http)
    {
        if (http.Items[Key] is not string id) http.Items[Key] = id = Id.New("x")[2..];
        return id;
    }
}
