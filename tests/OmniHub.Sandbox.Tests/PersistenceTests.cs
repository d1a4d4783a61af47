using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace OmniHub.Sandbox.Tests;

/// <summary>The real process, killed as the kernel kills.</summary>
public sealed class PersistenceTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("sandbox-test-").FullName;
    private readonly SandboxProcess process;

    public PersistenceTests() => process = new SandboxProcess(folder, TimeProvider.System);

    public void Dispose()
    {
        process.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Jobs_files_and_port_survive_a_kill()
    {
        var url = await process.EnsureAsync(default);
        using var http = new HttpClient { BaseAddress = url };
        var done = await SubmitAsync(http, "before the kill");
        await CompleteAsync(http, done);
        var result = await http.GetStringAsync(done["response_url"]!.ToString());
        var open = new List<JsonObject>();
        for (var i = 0; i < 5; i++) open.Add(await SubmitAsync(http, $"open {i}"));

        await KillAsync();
        Assert.Equal(url, await process.EnsureAsync(default));

        Assert.Equal(result, await http.GetStringAsync(done["response_url"]!.ToString()));
        Assert.NotEmpty(await http.GetByteArrayAsync(JsonNode.Parse(result)!["images"]![0]!["url"]!.ToString()));
        foreach (var job in open)
        {
            await CompleteAsync(http, job);
            using var answer = await http.GetAsync(job["response_url"]!.ToString());
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
        await process.StopAsync(default);
    }

    [Fact]
    public async Task A_running_sandbox_is_found_and_a_second_is_never_started()
    {
        using var other = new SandboxProcess(folder, TimeProvider.System);
        var urls = await Task.WhenAll(process.EnsureAsync(default), other.EnsureAsync(default));
        Assert.Equal(urls[0], urls[1]);
        Assert.Equal(urls[0], await process.EnsureAsync(default));
        await process.StopAsync(default);
        Assert.Throws<ArgumentException>(() => Process.GetProcessById(ReadyFile.Read(folder)!.Pid));
    }

    [Fact]
    public async Task A_sandbox_that_died_is_started_again()
    {
        var url = await process.EnsureAsync(default);
        using var stop = new CancellationTokenSource();
        var keeping = process.KeepRunningAsync(stop.Token);
        await KillAsync();
        using var http = new HttpClient { BaseAddress = url };
        var until = DateTime.UtcNow + SandboxHost.Patience;
        while (DateTime.UtcNow < until && !await AnswersAsync(http)) await Task.Delay(50);
        Assert.True(await AnswersAsync(http));
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => keeping);
        await process.StopAsync(default);
    }

    [Fact]
    public async Task An_orphan_that_nobody_asks_ends_by_itself()
    {
        using var parent = Process.Start(new ProcessStartInfo("dotnet", "--version") { RedirectStandardOutput = true })!;
        await parent.WaitForExitAsync();
        using var sandbox = Process.Start(new ProcessStartInfo("dotnet",
            [typeof(SandboxProcess).Assembly.Location, "--data", folder, "--parent-pid", $"{parent.Id}", "--idle-exit", "0.01"]))!;
        using var patience = new CancellationTokenSource(SandboxHost.Patience);
        await sandbox.WaitForExitAsync(patience.Token);
        Assert.Equal(0, sandbox.ExitCode);
        Assert.NotNull(ReadyFile.Read(folder));
    }

    private static async Task<bool> AnswersAsync(HttpClient http)
    {
        try
        {
            return (await http.GetAsync("/sandbox/health")).IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private async Task KillAsync()
    {
        using var sandbox = Process.GetProcessById(ReadyFile.Read(folder)!.Pid);
        sandbox.Kill();
        await sandbox.WaitForExitAsync();
    }

    private static async Task<JsonObject> SubmitAsync(HttpClient http, string prompt)
    {
        using var answer = await http.PostAsJsonAsync("/fal-ai/flux/schnell", new { prompt, image_size = "square" });
        return (await answer.Content.ReadFromJsonAsync<JsonObject>())!;
    }

    private static async Task CompleteAsync(HttpClient http, JsonObject job)
    {
        for (var until = DateTime.UtcNow + SandboxHost.Patience; DateTime.UtcNow < until; await Task.Delay(50))
        {
            using var status = await http.GetAsync(job["status_url"]!.ToString());
            if (status.StatusCode == HttpStatusCode.OK) return;
        }
        Assert.Fail("The job did not complete");
    }
}
