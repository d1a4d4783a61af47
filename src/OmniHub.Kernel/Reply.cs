using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace OmniHub.Kernel;

/// <summary>One decision, three faces: JSON for programs, a fragment for htmx, a page or a redirect for a plain form.</summary>
public sealed class Reply : IResult
{
    private readonly int status;
    private readonly object? body;
    private readonly Refusal? refusal;
    private readonly List<(string View, object Model)> fragments = [];
    private readonly List<(string Name, string Value)> headers = [];
    private string? redirect;
    private IResult? page;

    private Reply(int status, object? body, Refusal? refusal) => (this.status, this.body, this.refusal) = (status, body, refusal);

    /// <summary>A good answer with this JSON body.</summary>
    public static Reply Of(object? body, int status = StatusCodes.Status200OK) => new(status, body, null);

    /// <summary>204.</summary>
    public static Reply Nothing() => new(StatusCodes.Status204NoContent, null, null);

    /// <summary>A refusal, with faces of its own where the form should come back with its text.</summary>
    public static Reply No(Refusal refusal) => new(refusal.Status, null, refusal);

    /// <summary>The no, where this is one.</summary>
    public Refusal? Refusal => refusal;

    /// <summary>Refusals are values.</summary>
    public static implicit operator Reply(Refusal refusal) => No(refusal);

    /// <summary>Adds a fragment to what htmx gets; later ones carry <c>hx-swap-oob</c> or are <c>&lt;hx-partial&gt;</c>.</summary>
    public Reply Fragment(string view, object model)
    {
        fragments.Add((view, model));
        return this;
    }

    /// <summary>Where a plain form post goes next (303), and what htmx follows when there is no fragment.</summary>
    public Reply Redirect(string url)
    {
        redirect = url;
        return this;
    }

    /// <summary>The page a plain form post gets instead of a redirect, as the same form with its messages.</summary>
    public Reply Page(IResult result)
    {
        page = result;
        return this;
    }

    /// <summary>A response header.</summary>
    public Reply Header(string name, string value)
    {
        headers.Add((name, value));
        return this;
    }

    /// <summary>An event that htmx raises in the browser.</summary>
    public Reply Trigger(string happened) => Header("HX-Trigger", happened);

    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.Headers.Append("Vary", Faces.Vary);
        foreach (var (name, value) in headers) response.Headers.Append(name, value);
        switch (Faces.Of(httpContext.Request))
        {
            case Face.Fragment when fragments.Count > 0:
                await WriteFragmentsAsync(httpContext);
                break;
            case Face.Fragment when redirect is not null && refusal is null:
                response.Headers["HX-Redirect"] = redirect;
                response.StatusCode = StatusCodes.Status200OK;
                break;
            case Face.Page when page is not null:
                response.StatusCode = status;
                await page.ExecuteAsync(httpContext);
                break;
            case Face.Page when redirect is not null && refusal is null:
                response.StatusCode = StatusCodes.Status303SeeOther;
                response.Headers.Location = redirect;
                break;
            default:
                await WriteJsonAsync(httpContext);
                break;
        }
    }

    private async Task WriteFragmentsAsync(HttpContext http)
    {
        var views = http.RequestServices.GetRequiredService<IViews>();
        var html = new List<string>(fragments.Count);
        foreach (var (view, model) in fragments) html.Add(await views.RenderAsync(view, model, http));
        // htmx would not swap a 204; a fragment always has a body.
        http.Response.StatusCode = status == StatusCodes.Status204NoContent ? StatusCodes.Status200OK : status;
        http.Response.ContentType = "text/html; charset=utf-8";
        foreach (var part in html) await http.Response.WriteAsync(part, http.RequestAborted);
    }

    private Task WriteJsonAsync(HttpContext http)
    {
        if (refusal is not null) return http.RequestServices.GetRequiredService<IRefusals>().WriteAsync(http, refusal);
        http.Response.StatusCode = status;
        return body is null ? Task.CompletedTask : http.Response.WriteAsJsonAsync(body, body.GetType(), Json.Options, "application/json; charset=utf-8", http.RequestAborted);
    }
}

/// <summary>Renders a Razor view or partial to HTML, inside a request or outside of one (streams, jobs).</summary>
public interface IViews
{
    /// <param name="view">Path that starts with the module: <c>/Chat/Conversations/Bubble.cshtml</c>.</param>
    /// <param name="model">Its one view record.</param>
    /// <param name="http">The request, or null outside of one.</param>
    Task<string> RenderAsync(string view, object? model, HttpContext? http = null);
}

/// <summary>Writes a refusal that brought no face of its own: problem+json, the error shape of /v1, a toast, or an error page.</summary>
public interface IRefusals
{
    /// <summary>Writes the whole response.</summary>
    Task WriteAsync(HttpContext http, Refusal refusal);
}
