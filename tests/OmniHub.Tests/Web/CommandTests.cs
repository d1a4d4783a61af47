using System.Diagnostics;
using OmniHub.Web;
using Xunit;

namespace OmniHub.Tests.Web;

public class CommandTests
{
    private const string LeftBehind = "(files were left behind)";

    [Theory]
    [InlineData("ledger verify", 0)]
    [InlineData("make coffee", 2)]
    public async Task A_command_runs_and_ends_with_its_code(string words, int code)
    {
        var (exit, output) = await RunAsync(words, ("OMNIHUB_DATA", "data"));
        Assert.True(exit == code, output);
        if (code != 0) Assert.Contains("ledger verify", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("-h")]
    [InlineData("help")]
    [InlineData("ledger verify --help")]
    public async Task Help_names_every_command_and_touches_nothing(string words)
    {
        var (exit, output) = await RunAsync(words, ("OMNIHUB_DATA", "data"));
        Assert.True(exit == 0, output);
        foreach (var name in new[] { "audit prune", "audit verify", "doctor", "ledger verify" })
            Assert.Matches($"(?m)^  {name} +[A-Z].*\\.$", output.ReplaceLineEndings("\n"));
        Assert.DoesNotContain("The ledger balances", output, StringComparison.Ordinal);
        Assert.DoesNotContain(LeftBehind, output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("PORT", "yes")]
    [InlineData("OMNIHUB_ROLE", "boss")]
    [InlineData("TRUSTED_PROXIES", "everybody")]
    [InlineData("JWT_SECRET", "short")]
    public async Task A_bad_setting_stops_the_start_with_one_sentence(string name, string value)
    {
        var (exit, output) = await RunAsync("", ("OMNIHUB_DATA", "data"), ("FAL_QUEUE_URL", "http://127.0.0.1:9"), ("ASPNETCORE_URLS", "http://127.0.0.1:0"), (name, value));
        Assert.Equal(1, exit);
        Assert.Contains(name, output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }

    private static async Task<(int Exit, string Output)> RunAsync(string words, params (string Name, string Value)[] environment)
    {
        var folder = Directory.CreateTempSubdirectory("omnihub-command-");
        var start = new ProcessStartInfo("dotnet") { WorkingDirectory = folder.FullName, RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(typeof(WebHost).Assembly.Location);
        foreach (var word in words.Split(' ', StringSplitOptions.RemoveEmptyEntries)) start.ArgumentList.Add(word);
        foreach (var (name, value) in environment) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var output = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await process.WaitForExitAsync(patience.Token);
        var left = folder.GetFileSystemInfos().Length > 0 ? LeftBehind : "";
        folder.Delete(true);
        return (process.ExitCode, string.Concat(output) + left);
    }
}
