using System.Reflection;
using System.Text.RegularExpressions;

namespace Hangfire.Storage.SQLite.Tests;

/// <summary>Keeps this project honest about itself.</summary>
public sealed partial class RequirementTests
{
    private const int RequirementCount = 102;

    private static readonly List<MethodInfo> Tests = typeof(RequirementTests).Assembly.GetTypes()
        .SelectMany(t => t.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly))
        .Where(m => m.GetCustomAttribute<FactAttribute>() is not null).ToList();

    [Fact]
    public void Every_requirement_has_a_test_named_after_it()
    {
        var tested = Tests.SelectMany(t => Number().Matches(t.Name)).Select(m => int.Parse(m.Groups[1].Value)).ToHashSet();
        Assert.Equal([], Enumerable.Range(1, RequirementCount).Where(r => !tested.Contains(r)));
    }

    [Fact]
    public void The_list_of_differences_is_the_one_in_the_tests()
    {
        var listed = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "DIFFERENCES.md"));
        var lines = Tests.Where(t => t.GetCustomAttribute<OnAttribute>() is not null)
            .SelectMany(t => Enum.GetValues<Kind>()
                .Select(kind => (Test: t.Name, Kind: kind, Why: t.GetCustomAttribute<OnAttribute>()!.Difference(kind))))
            .Where(d => d.Why is not null)
            .OrderBy(d => d.Kind).ThenBy(d => d.Test, StringComparer.Ordinal)
            .Select(d => $"| {d.Kind} | {d.Test} | {d.Why} |");
        var missing = lines.Where(line => !listed.Contains(line, StringComparison.Ordinal)).ToList();
        Assert.True(missing.Count == 0, "DIFFERENCES.md lacks:\n" + string.Join('\n', missing));
    }

    [GeneratedRegex("R([0-9]{3})_")]
    private static partial Regex Number();
}
