using System.Runtime.CompilerServices;

namespace OmniHub.Tests.Architecture;

/// <summary>The tree of the project, found from this file.</summary>
internal static class Source
{
    public static string Root { get; } = Find();

    /// <summary>Hand-written files below a folder: nothing built, nothing generated.</summary>
    public static IEnumerable<string> Files(string folder, params string[] endings) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), "*", SearchOption.AllDirectories)
            .Where(file => endings.Any(ending => file.EndsWith(ending, StringComparison.Ordinal)))
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal) && !file.Contains("/OmniHub.Migrations.", StringComparison.Ordinal));

    public static string Short(string file) => Path.GetRelativePath(Root, file);

    private static string Find([CallerFilePath] string here = "")
    {
        var folder = new DirectoryInfo(Path.GetDirectoryName(here)!);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "OmniHub.sln"))) folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("The tests run without their sources.");
    }
}
