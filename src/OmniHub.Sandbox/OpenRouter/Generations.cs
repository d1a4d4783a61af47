using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;

namespace OmniHub.Sandbox;

/// <summary>One answer, as it is billed.</summary>
internal sealed record ChatGeneration(
    string Id, string Model, int PromptTokens, int CompletionTokens, int ReasoningTokens, decimal Cost, bool Streamed, bool Cancelled,
    string? FinishReason, long AtMs, bool Hidden)
{
    /// <summary>What a look-up says where a fault makes it differ from what the answer told.</summary>
    public decimal? LookedUpCost { get; init; }
}

/// <summary>All answers. They are kept in one file of lines, so that the bill survives the process.</summary>
internal sealed class ChatGenerations : BackgroundService
{
    /// <summary>The provider records an answer a moment after its end.</summary>
    private const int RecordedAfterMs = 800;
    private const int KeptMax = 200_000;

    private readonly ConcurrentDictionary<string, ChatGeneration> known = new();
    private readonly Channel<ChatGeneration> toWrite = Channel.CreateUnbounded<ChatGeneration>();
    private readonly SandboxOptions options;
    private readonly TimeProvider clock;
    private readonly string path;
    private long answers;

    public ChatGenerations(SandboxOptions options, TimeProvider clock)
    {
        (this.options, this.clock, path) = (options, clock, Path.Combine(options.DataFolder, "chat.jsonl"));
        if (!File.Exists(path)) return;
        foreach (var line in File.ReadLines(path))
        {
            // A line that was cut by a kill is no line.
            if (TryRead(line) is { } generation) known[generation.Id] = generation;
        }
    }

    public static string NewId(DateTimeOffset now) =>
        string.Create(CultureInfo.InvariantCulture, $"gen-{now.ToUnixTimeSeconds()}-{Convert.ToHexStringLower(Guid.NewGuid().ToByteArray())[..20]}");

    public void Record(ChatGeneration generation)
    {
        Interlocked.Increment(ref answers);
        if (known.Count < KeptMax) known[generation.Id] = generation;
        toWrite.Writer.TryWrite(generation);
    }

    /// <summary>What a look-up finds: nothing right after the end.</summary>
    public ChatGeneration? Find(string id) =>
        known.GetValueOrDefault(id) is { Hidden: false } found && clock.GetUtcNow().ToUnixTimeMilliseconds() - found.AtMs >= RecordedAfterMs * options.Pace
            ? found : null;

    public JsonObject Bill()
    {
        var rows = known.Values.OrderBy(g => g.AtMs).ToList();
        return new JsonObject
        {
            ["currency"] = "USD",
            ["total"] = ChatModel.Text(rows.Sum(g => g.Cost)),
            ["generations"] = new JsonArray([.. rows.Select(g => new JsonObject
            {
                ["id"] = g.Id, ["model"] = g.Model, ["promptTokens"] = g.PromptTokens, ["completionTokens"] = g.CompletionTokens,
                ["cost"] = ChatModel.Text(g.Cost), ["cancelled"] = g.Cancelled, ["finishReason"] = g.FinishReason,
            })]),
        };
    }

    public decimal Used => known.Values.Sum(g => g.Cost);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using var file = new StreamWriter(new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read));
        // A whole line first: the last one may have been cut.
        await file.WriteLineAsync();
        try
        {
            while (await toWrite.Reader.WaitToReadAsync(stoppingToken))
            {
                while (toWrite.Reader.TryRead(out var generation)) await file.WriteLineAsync(JsonSerializer.Serialize(generation));
                await file.FlushAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException)
        {
            while (toWrite.Reader.TryRead(out var generation)) await file.WriteLineAsync(JsonSerializer.Serialize(generation));
        }
    }

    private static ChatGeneration? TryRead(string line)
    {
        try
        {
            return line.Length == 0 ? null : JsonSerializer.Deserialize<ChatGeneration>(line);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
