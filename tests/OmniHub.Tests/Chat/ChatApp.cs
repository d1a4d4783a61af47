using System.Globalization;
using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using OmniHub.Chat;
using OmniHub.Contracts.Admin;
using OmniHub.Contracts.Billing;
using OmniHub.Sandbox;
using OmniHub.Tests.Generation;
using Xunit;

namespace OmniHub.Tests.Chat;

/// <summary>The whole app with a sandbox that plays OpenRouter and fal at once, for one test class.</summary>
public sealed class ChatApp : IAsyncLifetime
{
    public const string Model = "openai/gpt-4o", OtherModel = "openai/gpt-4o-mini";

    private WebApplication sandbox = null!;
    private string folder = "";

    internal TestClock Clock { get; } = new();

    internal App App { get; private set; } = null!;

    internal Visitor Ann { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        folder = Directory.CreateTempSubdirectory("omnihub-chat-").FullName;
        sandbox = SandboxApp.Build(new SandboxOptions { DataFolder = folder, Pace = 0 }, 0);
        await sandbox.StartAsync();
        App = Make(new App());
        var many = new { limit = 100_000 };
        var raised = await (await App.AdminAsync()).Put("/api/admin/rate-limits", new
        {
            perUser = new { api = many, chat = many, generate = many },
            perAddress = new { signUp = many, api = many },
            global = many,
            concurrency = new { streamsPerUser = 1_000 },
        });
        Assert.True(raised.Status == 200, raised.ToString());
        Ann = await App.SignUpAsync("ann");
    }

    /// <summary>A second app on the same data: what a restart after a kill finds.</summary>
    internal App Restart() => Make(new App().On(App));

    private App Make(App app) => app.With("OPENROUTER_URL", $"{sandbox.Urls.First()}/api/v1").With("OPENROUTER_API_KEY", "sk-test")
        .With("FAL_QUEUE_URL", sandbox.Urls.First())
        .With(services => services.AddSingleton<TimeProvider>(Clock));

    internal async Task<string> BeginAsync(Visitor? by = null, object? settings = null) =>
        (string)(await (by ?? Ann).Post("/api/chat/conversations", settings ?? new { modelId = Model })).Json["id"]!;

    /// <summary>Sends a message and reads the whole stream.</summary>
    internal Task<List<(string Event, string? Id, JsonNode Data)>> SayAsync(string conversation, object body, Visitor? by = null, string? key = null) =>
        ReadAsync(HttpMethod.Post, $"/api/chat/conversations/{conversation}/messages", body, by, key is null ? [] : [("Idempotency-Key", key)]);

    internal async Task<List<(string Event, string? Id, JsonNode Data)>> ReadAsync(
        HttpMethod method, string path, object? body = null, Visitor? by = null, params (string, string)[] headers)
    {
        var answer = await (by ?? Ann).Send(method, path, body, headers);
        Assert.True(answer.Status == 200, answer.ToString());
        return Events(answer.Text);
    }

    internal static List<(string Event, string? Id, JsonNode Data)> Events(string text) =>
        [.. SseParser.Create(new MemoryStream(Encoding.UTF8.GetBytes(text))).Enumerate().Select(e => (e.EventType, e.EventId, JsonNode.Parse(e.Data)!))];

    internal static string TextOf(IEnumerable<(string Event, string? Id, JsonNode Data)> events) =>
        string.Concat(events.Where(e => e.Event == "content").Select(e => (string)e.Data["delta"]!));

    /// <summary>Sends a message and leaves when the answer has begun.</summary>
    internal async Task<string> BeginAnswerAsync(string conversation, string content, Visitor? by = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/chat/conversations/{conversation}/messages")
        {
            Content = new StringContent(new JsonObject { ["content"] = content }.ToJsonString(), Encoding.UTF8, new MediaTypeHeaderValue("application/json")),
        };
        using var response = await (by ?? Ann).Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(200, (int)response.StatusCode);
        await using var stream = await response.Content.ReadAsStreamAsync();
        await foreach (var item in SseParser.Create(stream).EnumerateAsync())
            if (item.EventType == "start") return (string)JsonNode.Parse(item.Data)!["messageId"]!;
        throw new InvalidOperationException("The stream did not start.");
    }

    internal Task<Message> RowAsync(string id) => App.In<ChatDb, Message>(db => db.Messages.AsNoTracking().SingleAsync(m => m.Id == id));

    internal Task<Balance> BalanceAsync(Visitor of, App? app = null) => (app ?? App).In<ICredits, Balance>(credits => credits.BalanceAsync(of.Id!, default));

    /// <summary>What the ledger took from somebody who has the free credits and nothing else, to the micro.</summary>
    internal async Task<long> ChargedAsync(Visitor of, App? app = null) =>
        App.Services.GetRequiredService<ISettings>().Current.FreeCredits.Value - (await BalanceAsync(of, app)).Posted.Value;

    /// <summary>The provider's own bill, in USD: by generation.</summary>
    internal async Task<Dictionary<string, decimal>> BillAsync()
    {
        using var http = new HttpClient { BaseAddress = new Uri(sandbox.Urls.First()) };
        var bill = JsonNode.Parse(await http.GetStringAsync("/sandbox/chat/bill"))!;
        return bill["generations"]!.AsArray().ToDictionary(g => (string)g!["id"]!, g => decimal.Parse((string)g!["cost"]!, CultureInfo.InvariantCulture));
    }

    /// <summary>What a cost is to the user, by the product's one formula.</summary>
    internal long CreditsOf(decimal usd) =>
        (long)decimal.Ceiling(usd * (1 + (App.Services.GetRequiredService<ISettings>().Current.ProfitMarginPercent / 100m)) * 1_000_000);

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        await sandbox.StopAsync();
        await sandbox.DisposeAsync();
        Directory.Delete(folder, true);
    }
}
