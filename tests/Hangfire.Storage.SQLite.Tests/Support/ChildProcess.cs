using System.Diagnostics;

namespace Hangfire.Storage.SQLite.Tests;

/// <summary>Another process on the same file, which the tests talk to by lines and end with SIGKILL.</summary>
internal sealed class ChildProcess : IDisposable
{
    private readonly Process _process;

    private ChildProcess(Process process) => _process = process;

    public static ChildProcess Start(string command, string file, params object[] more)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardInput = true };
        string[] arguments = [typeof(Child.ChildJobs).Assembly.Location, command, file, .. more.Select(m => $"{m}")];
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        return new ChildProcess(Process.Start(start)!);
    }

    public async Task<string> LineAsync() =>
        await _process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60))
        ?? throw new InvalidOperationException("The child said nothing more.");

    public void Tell(string line) => _process.StandardInput.WriteLine(line);

    public async Task<List<string>> LinesToTheEndAsync()
    {
        var lines = new List<string>();
        while (await _process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60)) is { } line) lines.Add(line);
        await _process.WaitForExitAsync();
        Assert.Equal(0, _process.ExitCode);
        return lines;
    }

    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited) Kill();
        _process.Dispose();
    }
}
