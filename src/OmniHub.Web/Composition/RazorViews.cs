using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.Razor;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using OmniHub.Kernel;

namespace OmniHub.Web;

/// <summary>Razor views and partials through MVC's view engine, in a request and outside of one.</summary>
internal sealed class RazorViews(IRazorViewEngine engine, ITempDataProvider tempData, IServiceScopeFactory scopes) : IViews
{
    // Links are made by endpoint names only when the context has an endpoint; outside of a request this one stands in.
    private static readonly Endpoint NoEndpoint = new(null, null, "outside of a request");

    public async Task<string> RenderAsync(string view, object? model, HttpContext? http = null)
    {
        var found = engine.GetView(null, view, isMainPage: false);
        if (!found.Success) throw new InvalidOperationException($"There is no view {view}.");
        if (http is not null) return await RenderAsync(found.View, model, http);

        await using var scope = scopes.CreateAsyncScope();
        var context = new DefaultHttpContext { RequestServices = scope.ServiceProvider };
        context.SetEndpoint(NoEndpoint);
        return await RenderAsync(found.View, model, context);
    }

    private async Task<string> RenderAsync(Microsoft.AspNetCore.Mvc.ViewEngines.IView view, object? model, HttpContext http)
    {
        if (http.GetEndpoint() is null) http.SetEndpoint(NoEndpoint);
        var action = new ActionContext(http, http.GetRouteData(), new ActionDescriptor());
        var data = new ViewDataDictionary(new EmptyModelMetadataProvider(), new ModelStateDictionary()) { Model = model };
        await using var writer = new StringWriter();
        await view.RenderAsync(new ViewContext(action, view, data, new TempDataDictionary(http, tempData), writer, new HtmlHelperOptions()));
        return writer.ToString();
    }
}
