using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace OmniHub.Sandbox;

/// <summary>
/// Finds the sandbox that already runs on a data folder, or starts one as a process of its own that outlives a killed app.
/// </summary>
public sealed class SandboxProcess(string dataFolder, TimeProvider clock) : IDisposable
{
    private const int AlreadyRunning = 3;
    private static readonly TimeSpan StartTimeMax = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan CheckEvery = TimeSpan.FromSeconds(2);

    /// <summary>All that the child gets of our environment: no keys, no passwords, no addresses.</summary>
    private static readonly string[] Inherited =
    [
        "PATH", "HOME", "USERPROFILE", "TMPDIR", "TEMP", "TMP", "SystemRoot", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "DOTNET_ROOT",
        "DOTNET_ROLL_FORWARD", "DOTNET_gcServer", "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT", SandboxOptions.PaceVariable,
    ];

    private readonly string folder = Path.GetFullPath(dataFolder);
    private readonly HttpClient http = new() { Timeout = TimeSpan.FromSeconds(5) };
    private readonly SemaphoreSlim oneAtATime = new(1);

    /// <summary>The run that knows us as the app it lives for.</summary>
    private string? adopted;

    /// <summary>Where it answers; null until it has been found or started.</summary>
    public Uri? BaseUrl { get; private set; }

    /// <summary>Answers the address of a healthy sandbox, started now if there is none.</summary>
    /// <exception cref="InvalidOperationException">It could not be started; the message says why.</exception>
    public async Task<Uri> EnsureAsync(CancellationToken ct)
    {
        await oneAtATime.WaitAsync(ct);
        try
        {
            return BaseUrl = await FindAsync(ct) ?? await StartAsync(ct);
        }
        finally
        {
            oneAtATime.Release();
        }
    }

    /// <summary>Looks every two seconds whether it still answers and starts it again when it does not, until cancelled.</summary>
    public async Task KeepRunningAsync(CancellationToken ct)
    {
        using var timer = new PeriodicTimer(CheckEvery, clock);
        while (await timer.WaitForNextTickAsync(ct))
        {
            try
            {
                await EnsureAsync(ct);
            }
            catch (InvalidOperationException)
            {
                // Tried again at the next tick: what stood in its way may be gone by then.
            }
        }
    }

    /// <summary>Ends a running sandbox; its jobs go on when it is started again.</summary>
    public async Task StopAsync(CancellationToken ct)
    {
        if (ReadyFile.Read(folder) is not { } ready || !await IsHealthyAsync(ready, ct)) return;
        await AnswersAsync(() => http.PostAsync($"{ready.BaseUrl}/sandbox/stop", null, ct), ct);
        var since = clock.GetTimestamp();
        while (Activity.IsAlive(ready.Pid) && clock.GetElapsedTime(since) < StartTimeMax) await Task.Delay(LookEvery, clock, ct);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        http.Dispose();
        oneAtATime.Dispose();
    }

    private async Task<Uri?> FindAsync(CancellationToken ct)
    {
        if (ReadyFile.Read(folder) is not { } ready || !await IsHealthyAsync(ready, ct)) return null;
        if (adopted == ready.Instance) return new Uri(ready.BaseUrl);
        if (!await AnswersAsync(() => http.PostAsync($"{ready.BaseUrl}/sandbox/parent/{Environment.ProcessId}", null, ct), ct)) return null;
        adopted = ready.Instance;
        return new Uri(ready.BaseUrl);
    }

    private async Task<Uri> StartAsync(CancellationToken ct)
    {
        Directory.CreateDirectory(folder);
        var since = clock.GetTimestamp();
        while (clock.GetElapsedTime(since) < StartTimeMax)
        {
            using var child = Process.Start(Command()) ?? throw new InvalidOperationException("The sandbox could not be started.");
            child.StandardInput.Close();
            while (!child.HasExited && clock.GetElapsedTime(since) < StartTimeMax)
            {
                if (await FindAsync(ct) is { } url) return url;
                await Task.Delay(LookEvery, clock, ct);
            }
            if (!child.HasExited)
            {
                child.Kill();
                break;
            }
            if (child.ExitCode != AlreadyRunning)
            {
                var words = await child.StandardError.ReadToEndAsync(ct);
                throw new InvalidOperationException($"The sandbox ended with code {child.ExitCode}: {words.Trim()}");
            }
            // Another process holds the folder: it is about to be ready, or about to end.
            await Task.Delay(LookAgain, clock, ct);
            if (await FindAsync(ct) is { } other) return other;
        }
        throw new InvalidOperationException($"The sandbox on {folder} did not get ready in time.");
    }

    /// <summary>Another program, or the sandbox of another folder, may have the port by now: only the right instance says yes.</summary>
    private Task<bool> IsHealthyAsync(ReadyFile ready, CancellationToken ct) =>
        AnswersAsync(() => http.GetAsync($"{ready.BaseUrl}/sandbox/health?instance={ready.Instance}", ct), ct);

    private static async Task<bool> AnswersAsync(Func<Task<HttpResponseMessage>> ask, CancellationToken ct)
    {
        try
        {
            using var answer = await ask();
            return answer.IsSuccessStatusCode && answer.Headers.Contains(Manners.Mark);
        }
        catch (Exception e) when (e is HttpRequestException || (e is TaskCanceledException && !ct.IsCancellationRequested))
        {
            return false;
        }
    }

    private ProcessStartInfo Command()
    {
        var dll = typeof(SandboxProcess).Assembly.Location is { Length: > 0 } location
            ? location
            : Path.Combine(AppContext.BaseDirectory, "OmniHub.Sandbox.dll");
        var start = new ProcessStartInfo
        {
            FileName = DotnetHost(),
            WorkingDirectory = folder,
            // Its own pipes, not ours: whoever waits for our output to end must not wait for the sandbox.
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            CreateNoWindow = true,
        };
        var pid = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        foreach (var argument in new[] { dll, "--data", folder, "--port", "0", "--parent-pid", pid }) start.ArgumentList.Add(argument);
        var foreign = start.Environment.Keys.Except(Inherited, StringComparer.OrdinalIgnoreCase).ToList();
        foreach (var name in foreign) start.Environment.Remove(name);
        return start;
    }

    /// <summary>The dotnet that runs us: an app started through its own executable still has the shared one beside its runtime.</summary>
    private static string DotnetHost()
    {
        var name = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";
        var shared = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", name));
        if (File.Exists(shared)) return shared;
        return Environment.ProcessPath is { } own && Path.GetFileName(own) == name ? own : name;
    }
}
