using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace OmniHub.Benchmarks;

/// <summary>The product as its own process, with a data folder of its own and the sandbox beside it.</summary>
internal sealed class Product(string folder) : IDisposable
{
    public const string AdminPassword = "correct horse battery";

    private Process? process;

    public int Port { get; } = FreePort();

    /// <summary>The one core it runs on; null: all.</summary>
    public string? Core { get; init; }

    /// <summary>Variables of its environment.</summary>
    public (string Name, string Value)[] Settings { get; init; } = [];

    public Process Process => process!;

    public HttpClient Http { get; private set; } = new();

    /// <summary>Starts it and returns the time from process start to the first full page.</summary>
    public async Task<TimeSpan> StartAsync()
    {
        string[] command = ["dotnet", Path.Combine(AppContext.BaseDirectory, "OmniHub.Web.dll")];
        if (Core is not null) command = ["taskset", "-c", Core, .. command];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        };
        start.Environment["OMNIHUB_DATA"] = Path.Combine(folder, "data");
        start.Environment["PORT"] = Port.ToString();
        start.Environment["ADMIN_PASSWORD"] = AdminPassword;
        foreach (var (name, value) in Settings) start.Environment[name] = value;
        var clock = Stopwatch.StartNew();
        process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        Http = new HttpClient { BaseAddress = new Uri($"http://localhost:{Port}") };
        while (true)
        {
            try
            {
                using var page = await Http.GetAsync("/");
                await page.Content.ReadAsStringAsync();
                if (page.IsSuccessStatusCode) return clock.Elapsed;
            }
            catch (HttpRequestException) when (clock.Elapsed < TimeSpan.FromMinutes(1) && !process.HasExited)
            {
                await Task.Delay(5);
            }
        }
    }

    public async Task<HttpClient> SignUpAsync(string name)
    {
        var answer = await Http.PostAsJsonAsync("/api/auth/register", new { email = $"{name}@example.com", password = "a long enough pass", name });
        return Authorized((await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonNode>())!);
    }

    public async Task<HttpClient> AdminAsync()
    {
        var answer = await Http.PostAsJsonAsync("/api/admin/login", new { password = AdminPassword });
        return Authorized((await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonNode>())!);
    }

    /// <summary>Milliseconds until the whole of a page or of an answer of the API is there.</summary>
    public static async Task<double> TimeAsync(HttpClient who, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (!path.StartsWith("/api", StringComparison.Ordinal)) request.Headers.Accept.ParseAdd("text/html");
        var clock = Stopwatch.StartNew();
        using var answer = await who.SendAsync(request);
        await answer.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync();
        return clock.Elapsed.TotalMilliseconds;
    }

    public static async Task<string> IdOfAsync(HttpClient user) =>
        (await user.GetFromJsonAsync<JsonNode>("/api/auth/me"))!["user"]!["id"]!.GetValue<string>();

    /// <summary>Limits out of the way, as an operator would set them.</summary>
    public async Task OpenLimitsAsync()
    {
        using var admin = await AdminAsync();
        var wide = new { limit = 1_000_000, windowSeconds = 10 };
        (await admin.PutAsJsonAsync("/api/admin/rate-limits", new
        {
            perUser = new { generate = wide, chat = wide, api = wide, pages = wide },
            perAddress = new { api = wide, pages = wide, signUp = wide },
            global = wide,
            concurrency = new { generationsPerUser = 1000, streamsPerUser = 10_000 },
        })).EnsureSuccessStatusCode();
    }

    /// <summary>The API key of a user with credits and limits out of the way.</summary>
    public async Task<string> KeyAsync()
    {
        await OpenLimitsAsync();
        using var user = await SignUpAsync("bench");
        using var admin = await AdminAsync();
        (await admin.PostAsJsonAsync($"/api/admin/users/{await IdOfAsync(user)}/credits", new { amount = 100_000, reason = "benchmark" })).EnsureSuccessStatusCode();
        var made = await user.PostAsJsonAsync("/api/keys", new { name = "bench" });
        return (await made.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonNode>())!["key"]!.GetValue<string>();
    }

    public void Stop()
    {
        if (process is not { HasExited: false }) return;
        process.Kill();
        process.WaitForExit();
    }

    public void Dispose()
    {
        Stop();
        Http.Dispose();
        foreach (var file in Directory.GetFiles(folder, "sandbox.json", SearchOption.AllDirectories))
        {
            if (JsonNode.Parse(File.ReadAllText(file))?["pid"]?.GetValue<int>() is not { } pid) continue;
            try
            {
                Process.GetProcessById(pid).Kill();
            }
            catch (ArgumentException)
            {
                // It ended by itself.
            }
        }
    }

    private HttpClient Authorized(JsonNode answer)
    {
        var client = new HttpClient { BaseAddress = Http.BaseAddress };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", answer["token"]!.GetValue<string>());
        return client;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }
}
