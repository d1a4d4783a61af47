using System.Reflection;
using Microsoft.Extensions.DependencyModel;
using OmniHub.Kernel;

namespace OmniHub.Web;

/// <summary>Finds the modules: project libraries are chosen by name first and loaded second, so nothing else is loaded for the search.</summary>
internal static class Modules
{
    public static IReadOnlyList<Assembly> Assemblies { get; } = Find();

    public static IReadOnlyList<IModule> Discover()
    {
        var found = new ServiceCollection();
        found.Scan(scan => scan.FromAssemblies(Assemblies)
            .AddClasses(classes => classes.AssignableTo<IModule>(), publicOnly: false).As<IModule>().WithSingletonLifetime());
        return [.. found.BuildServiceProvider().GetServices<IModule>().OrderBy(m => m.Name, StringComparer.Ordinal)];
    }

    private static Assembly[] Find() =>
    [
        .. (DependencyContext.Load(typeof(Modules).Assembly) ?? throw new InvalidOperationException("The host was published without its dependency list."))
            .RuntimeLibraries
            .Where(library => library.Type == "project" && library.Name.StartsWith("OmniHub.", StringComparison.Ordinal))
            .Where(library => !library.Name.StartsWith("OmniHub.Migrations", StringComparison.Ordinal) && library.Name is not "OmniHub.Sandbox")
            .Select(library => Assembly.Load(new AssemblyName(library.Name))),
    ];
}
