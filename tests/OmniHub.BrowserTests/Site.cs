using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Xunit;

namespace OmniHub.BrowserTests;

/// <summary>The product as a user starts it: its own process, an empty data folder, no keys, the sandbox beside it.</summary>
public sealed class Site : IAsyncLifetime
{
    public const string AdminPassword = "correct horse battery";

    private static readonly TimeSpan StartMax = TimeSpan.FromMinutes(2);
    private Process? process;

    public string Folder { get; } = Directory.CreateTempSubdirectory("omnihub-browser-").FullName;

    public int Port { get; } = FreePort();

    public string Url => $"http://localhost:{Port}";

    public async ValueTask InitializeAsync() => await StartAsync();

    public async Task StartAsync()
    {
        var start = new ProcessStartInfo("dotnet", Path.Combine(AppContext.BaseDirectory, "OmniHub.Web.dll"))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Folder,
        };
        foreach (var name in new[] { "FAL_KEY", "OPENROUTER_API_KEY", "FAL_QUEUE_URL", "DATABASE_URL", "JWT_SECRET" }) start.Environment.Remove(name);
        start.Environment["OMNIHUB_DATA"] = Path.Combine(Folder, "data");
        start.Environment["PORT"] = Port.ToString();
        start.Environment["ADMIN_PASSWORD"] = AdminPassword;
        start.Environment.Remove("ASPNETCORE_URLS");
        process = Process.Start(start)!;
        var said = new ConcurrentQueue<string?>();
        process.OutputDataReceived += (_, line) => said.Enqueue(line.Data);
        process.ErrorDataReceived += (_, line) => said.Enqueue(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();

        using var http = new HttpClient { BaseAddress = new Uri(Url) };
        var since = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                if ((await http.GetAsync("/health/ready")).StatusCode == HttpStatusCode.OK) return;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }

            Assert.False(process.HasExited, "The product ended while it started:\n" + string.Join('\n', said));
            Assert.True(since.Elapsed < StartMax, "The product did not get ready.");
            await Task.Delay(100);
        }
    }

    /// <summary>kill -9: nothing is told, nothing is flushed.</summary>
    public async Task KillAsync()
    {
        process!.Kill();
        await process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (process is { HasExited: false }) await KillAsync();
        foreach (var file in Directory.GetFiles(Folder, "sandbox.json", SearchOption.AllDirectories))
        {
            if (JsonNode.Parse(await File.ReadAllTextAsync(file))?["pid"]?.GetValue<int>() is not { } pid) continue;
            try
            {
                using var sandbox = Process.GetProcessById(pid);
                sandbox.Kill();
                await sandbox.WaitForExitAsync();
            }
            catch (ArgumentException)
            {
                // It ended by itself.
            }
        }

        Directory.Delete(Folder, true);
    }

    // Below those that the system lends to outgoing connections: one of them may take it before the product does.
    private static int FreePort()
    {
        while (true)
        {
            var port = Random.Shared.Next(20_000, 32_000);
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Somebody has it: another one.
            }
        }
    }
}
