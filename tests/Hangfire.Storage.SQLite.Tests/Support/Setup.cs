using System.Runtime.CompilerServices;

// Tests measure times, and processes of some of them take a whole core.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]

namespace Hangfire.Storage.SQLite.Tests;

internal static class Setup
{
    [ModuleInitializer]
    public static void Configure() =>
        GlobalConfiguration.Configuration.SetDataCompatibilityLevel(CompatibilityLevel.Version_180).UseSimpleAssemblyNameTypeSerializer();
}
