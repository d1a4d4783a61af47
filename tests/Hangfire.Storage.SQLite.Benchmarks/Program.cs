using System.Diagnostics;
using System.Globalization;
using Hangfire;
using Hangfire.Storage.SQLite.Benchmarks;

// Without arguments: measures every storage in a process of its own, and prints one table. With the name of a storage: measures that one.
GlobalConfiguration.Configuration.SetDataCompatibilityLevel(CompatibilityLevel.Version_180).UseSimpleAssemblyNameTypeSerializer();
if (args is [var name])
{
    foreach (var (what, value) in Measurements.Of(name)) Console.WriteLine($"{what}\t{value.ToString(CultureInfo.InvariantCulture)}");
    return;
}

var results = new Dictionary<string, Dictionary<string, string>>();
foreach (var storage in Targets.Names)
{
    var start = new ProcessStartInfo(Environment.ProcessPath!, [storage]) { RedirectStandardOutput = true };
    using var process = Process.Start(start)!;
    results[storage] = [];
    while (await process.StandardOutput.ReadLineAsync() is { } line)
    {
        if (line.Split('\t') is [var what, var value]) results[storage][what] = value;
        await Console.Error.WriteLineAsync($"{storage}: {line}");
    }
    await process.WaitForExitAsync();
}

Console.WriteLine($"| | {string.Join(" | ", results.Keys)} |");
Console.WriteLine($"|---|{string.Concat(results.Keys.Select(_ => "---:|"))}");
foreach (var what in results.Values.SelectMany(r => r.Keys).Distinct())
    Console.WriteLine($"| {what} | {string.Join(" | ", results.Values.Select(r => r.GetValueOrDefault(what, "–")))} |");
