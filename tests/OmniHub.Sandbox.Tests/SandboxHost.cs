using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Xunit;

namespace OmniHub.Sandbox.Tests;

/// <summary>One sandbox on a port and in a folder of its own, and the verbs of a client of fal.</summary>
public sealed class SandboxHost : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly WebApplication app;
    private readonly string folder;

    private SandboxHost(WebApplication app, string folder)
    {
        this.app = app;
        this.folder = folder;
        Http = new HttpClient { BaseAddress = new Uri(app.Urls.First()), Timeout = Patience };
    }

    public HttpClient Http { get; }

    public static async Task<SandboxHost> StartAsync(double pace = 0, int runners = 2)
    {
        var folder = Directory.CreateTempSubdirectory("sandbox-test-").FullName;
        var app = SandboxApp.Build(new SandboxOptions { DataFolder = folder, Pace = pace, Runners = runners }, 0);
        await app.StartAsync();
        return new SandboxHost(app, folder);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await app.StopAsync();
        await app.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    public async Task<JsonObject> SubmitAsync(string endpoint, JsonObject input, string query = "")
    {
        using var answer = await Http.PostAsJsonAsync($"/{endpoint}{query}", input);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return (await answer.Content.ReadFromJsonAsync<JsonObject>())!;
    }

    public Task<JsonObject> SubmitAsync(string prompt, string endpoint = "fal-ai/flux/dev") =>
        SubmitAsync(endpoint, new JsonObject { ["prompt"] = prompt, ["image_size"] = "square" });

    public async Task<Answered> GetAsync(string url)
    {
        using var answer = await Http.GetAsync(url);
        return await Answered.Of(answer);
    }

    public async Task<Answered> PutAsync(string url)
    {
        using var answer = await Http.PutAsync(url, null);
        return await Answered.Of(answer);
    }

    /// <summary>Polls until COMPLETED and answers the last status.</summary>
    public async Task<JsonObject> CompleteAsync(JsonObject submitted)
    {
        for (var until = DateTime.UtcNow + Patience; DateTime.UtcNow < until; await Task.Delay(20))
        {
            var status = await GetAsync(submitted["status_url"]!.ToString());
            if (status.Code == HttpStatusCode.OK) return status.Json.AsObject();
        }
        throw new TimeoutException("The job did not complete");
    }

    public async Task<Answered> ResultAsync(JsonObject submitted)
    {
        await CompleteAsync(submitted);
        return await GetAsync(submitted["response_url"]!.ToString());
    }

    public async Task<Answered> RunAsync(string endpoint, JsonObject input) => await ResultAsync(await SubmitAsync(endpoint, input));

    public Task<Answered> RunAsync(string prompt) => RunAsync("fal-ai/flux/dev",
        new JsonObject { ["prompt"] = prompt, ["image_size"] = "square" });

    public async Task FaultAsync(params object[] rules)
    {
        using var answer = await Http.PostAsJsonAsync("/sandbox/faults", rules);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }
}

public sealed record Answered(HttpStatusCode Code, string Text, IReadOnlyDictionary<string, string> Headers)
{
    public JsonNode Json => JsonNode.Parse(Text)!;

    public string? Header(string name) => Headers.GetValueOrDefault(name.ToLowerInvariant());

    public static async Task<Answered> Of(HttpResponseMessage answer) => new(
        answer.StatusCode,
        await answer.Content.ReadAsStringAsync(),
        answer.Headers.Concat(answer.Content.Headers).ToDictionary(h => h.Key.ToLowerInvariant(), h => string.Join(',', h.Value)));

    public override string ToString() => JsonSerializer.Serialize(new { Code, Text });
}
