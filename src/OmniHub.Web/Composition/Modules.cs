using System.Reflection;
using Microsoft.Extensions.DependencyModel;
using OmniHub.Contracts;
using OmniHub.Contracts.Accounts;
using OmniHub.Contracts.Billing;
using OmniHub.Contracts.Figures;
using OmniHub.Kernel;
using OmniHub.Ui;
using IStartup = OmniHub.Kernel.IStartup;

namespace OmniHub.Web;

/// <summary>Finds the modules: project libraries are chosen by name first and loaded second, so nothing else is loaded for the search.</summary>
internal static class Modules
{
    /// <summary>Interfaces whose implementations are registered by scanning.</summary>
    private static readonly Type[] Plugs =
    [
        typeof(IHandle<>), typeof(IHoldOwner), typeof(IWork), typeof(IJob), typeof(IStartup), typeof(ICommand), typeof(IDashboardPart),
        typeof(ILandingPart), typeof(IExportPart), typeof(IForgetPart), typeof(ISpendLabels),
        typeof(IProjectPart), typeof(ICheckup), typeof(IGauges), typeof(IProviderBill), typeof(IProfilePart),
        typeof(IAttention), typeof(IWebhookSource), typeof(IProjectSection),
    ];

    public static void AddModules(this WebApplicationBuilder builder)
    {
        var assemblies = Find();
        var modules = Discover(assemblies);
        foreach (var module in modules)
        {
            builder.Services.AddSingleton(module);
            module.AddServices(builder);
        }

        builder.Services.Scan(scan => scan.FromAssemblies(assemblies)
            .AddClasses(classes => classes.AssignableToAny(Plugs), publicOnly: false).AsSelfWithInterfaces().WithScopedLifetime()
            .AddClasses(classes => classes.AssignableTo<IPipelinePart>(), publicOnly: false)
            .AsSelfWithInterfaces().WithSingletonLifetime());
    }

    public static void MapModules(this WebApplication app)
    {
        if (Role.Of(app.Configuration) == Role.Worker) return;
        var routes = app.MapReadable();
        foreach (var module in app.Services.GetServices<IModule>()) module.MapEndpoints(routes);
    }

    /// <summary>Routes below it that answer GET answer HEAD too.</summary>
    public static RouteGroupBuilder MapReadable(this IEndpointRouteBuilder app)
    {
        var routes = app.MapGroup("");
        ((IEndpointConventionBuilder)routes).Finally(AnswerHead);
        return routes;
    }

    // What can be read can be asked about: HEAD is GET without the body, which the server leaves away.
    private static void AnswerHead(EndpointBuilder endpoint)
    {
        for (var i = 0; i < endpoint.Metadata.Count; i++)
        {
            if (endpoint.Metadata[i] is HttpMethodMetadata { HttpMethods: ["GET"] })
                endpoint.Metadata[i] = new HttpMethodMetadata(["GET", "HEAD"]);
        }
    }

    private static IReadOnlyList<IModule> Discover(Assembly[] assemblies)
    {
        var found = new ServiceCollection();
        found.Scan(scan => scan.FromAssemblies(assemblies)
            .AddClasses(classes => classes.AssignableTo<IModule>(), publicOnly: false).As<IModule>().WithSingletonLifetime());
        return [.. found.BuildServiceProvider().GetServices<IModule>().OrderBy(m => m.Name, StringComparer.Ordinal)];
    }

    private static Assembly[] Find() =>
    [
        .. (DependencyContext.Load(typeof(Modules).Assembly)
            ?? throw new InvalidOperationException("The host was published without its dependency list."))
            .RuntimeLibraries
            .Where(library => library.Type == "project" && library.Name.StartsWith("OmniHub.", StringComparison.Ordinal))
            .Where(library => !library.Name.StartsWith("OmniHub.Migrations", StringComparison.Ordinal))
            .Where(library => library.Name is not "OmniHub.Sandbox" and not "OmniHub.Kernel")
            .Select(library => Assembly.Load(new AssemblyName(library.Name))),
    ];
}
