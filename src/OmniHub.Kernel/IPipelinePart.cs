using Microsoft.AspNetCore.Http;

namespace OmniHub.Kernel;

/// <summary>A piece of the request pipeline that a module brings; it runs after authentication and authorization.</summary>
public interface IPipelinePart
{
    /// <summary>Lower runs first.</summary>
    int Order { get; }

    /// <summary>Calls <paramref name="next"/>, or answers itself.</summary>
    Task InvokeAsync(HttpContext http, RequestDelegate next);
}
