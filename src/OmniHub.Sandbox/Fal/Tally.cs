using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace OmniHub.Sandbox;

/// <summary>Counts who asked for what, so that a test can prove that something was submitted once.</summary>
internal sealed class Tally
{
    private const int EntriesMax = 10_000;
    private const int PromptShownMax = 200;

    private readonly ConcurrentDictionary<string, Submits> submits = new();
    private readonly ConcurrentDictionary<string, ConcurrentDictionary<string, int>> calls = new();

    public sealed record Submits(string Endpoint, string Prompt, string Hash)
    {
        private int attempts;

        public int Attempts => attempts;
        public ConcurrentQueue<string> RequestIds { get; } = [];

        public void Attempt() => Interlocked.Increment(ref attempts);
    }

    public IEnumerable<Submits> All => submits.Values;

    public void Attempt(string endpoint, JsonObject input) => Of(endpoint, input).Attempt();

    public void Accept(string id, string endpoint, JsonObject input) => Of(endpoint, input).RequestIds.Enqueue(id);

    public void Count(string id, string operation)
    {
        if (calls.Count > EntriesMax) calls.Clear();
        calls.GetOrAdd(id, _ => new()).AddOrUpdate(operation, 1, (_, n) => n + 1);
    }

    public JsonObject CallsOf(string id) =>
        calls.TryGetValue(id, out var counted) ? new(counted.Select(c => KeyValuePair.Create(c.Key, (JsonNode?)c.Value))) : [];

    private Submits Of(string endpoint, JsonObject input)
    {
        if (submits.Count > EntriesMax) submits.Clear();
        var text = input.ToJsonString(Answer.Plain);
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(endpoint + text)))[..16];
        return submits.GetOrAdd(hash, _ =>
        {
            var prompt = input["prompt"]?.ToString() ?? "";
            return new Submits(endpoint, prompt.Length > PromptShownMax ? prompt[..PromptShownMax] : prompt, hash);
        });
    }
}
