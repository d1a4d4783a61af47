using System.Text.Json;
using System.Text.Json.Nodes;

namespace OmniHub.Sandbox;

/// <summary>POST /api/v1/chat/completions</summary>
internal static class Complete
{
    private const int TokensDefault = 65_536;

    public static async Task Handle(HttpContext http, Faults faults, ChatGenerations generations, SandboxOptions options, TimeProvider clock)
    {
        var (request, refusal) = await ReadAsync(http);
        if (request is null)
        {
            await refusal!.ExecuteAsync(http);
            return;
        }

        var model = ChatCatalogue.Find(request.Model)!;
        var scope = $"{request.Model} {request.Prompt}";
        var fault = faults.Take(ChatFaults.Operation, request.Model, request.Prompt, scope, request.Prompt)
            ?? faults.Take("submit", request.Model, request.Prompt, scope, request.Prompt);
        if (fault is { Kind: "hang" }) await Task.Delay(Timeout.Infinite, http.RequestAborted);
        if (fault is { Kind: "reset" })
        {
            http.Abort();
            return;
        }

        if (fault is not null && ChatFaults.Refusal(fault) is { } error)
        {
            await error.ExecuteAsync(http);
            return;
        }

        var answer = new ChatAnswer(request, model, ChatGenerations.NewId(clock.GetUtcNow()), fault?.Kind, clock.GetUtcNow());
        http.Response.Headers["X-Generation-Id"] = answer.Id;
        var speech = new Speech(answer, generations, options, clock);
        if (request.Stream) await speech.StreamAsync(http);
        else await speech.WriteAsync(http);
    }

    private static async Task<(ChatRequest? Request, Answer? Refusal)> ReadAsync(HttpContext http)
    {
        if (!http.Request.Headers.Authorization.ToString().StartsWith("Bearer ", StringComparison.Ordinal))
            return (null, ChatFaults.Error(401, "authentication", "Missing Authentication header"));
        JsonDocument body;
        try
        {
            body = await JsonDocument.ParseAsync(http.Request.Body, cancellationToken: http.RequestAborted);
        }
        catch (JsonException)
        {
            return (null, ChatFaults.Error(400, "invalid_request", "Invalid JSON"));
        }

        using (body)
        {
            var (request, wrong) = ChatRequest.Read(body.RootElement);
            if (request is null) return (null, ChatFaults.Error(400, "invalid_request", wrong!));
            if (ChatCatalogue.Find(request.Model) is not { } model)
                return (null, ChatFaults.Error(400, "invalid_request", $"{request.Model} is not a valid model ID"));
            return request.PromptTokens + Math.Min(request.MaxTokens ?? 0, model.OutputMax) > model.ContextLength
                ? (null, ChatFaults.Error(400, "context_length_exceeded", $"This endpoint's maximum context length is {model.ContextLength} tokens."))
                : (request with { MaxTokens = Math.Min(request.MaxTokens ?? TokensDefault, model.OutputMax) }, null);
        }
    }
}

/// <summary>What will be said, cut into tokens.</summary>
internal sealed class ChatAnswer
{
    private const int ReasoningMax = 60;

    public ChatAnswer(ChatRequest request, ChatModel model, string id, string? fault, DateTimeOffset now)
    {
        (Request, Model, Id, Fault, Created) = (request, model, id, fault, now.ToUnixTimeSeconds());
        Reasoning = model.Reasons || request.WantsReasoning ? [.. Tokens.Cut(Author.Reasoning(request)).Take(ReasoningMax)] : [];
        if (request.Tool is not null && !request.HasToolResult) Tool = Author.ToolCall(request.Tool);
        var text = Tool is not null ? "" : Author.Write(request, model.Id);
        foreach (var stop in request.Stops.Where(s => s.Length > 0))
            if (text.IndexOf(stop, StringComparison.Ordinal) is >= 0 and var at) text = text[..at];
        Content = Tokens.Cut(text);
        FinishReason = Tool is not null ? "tool_calls" : "stop";
        var room = Math.Max(0, request.MaxTokens!.Value - Reasoning.Count);
        if (Content.Count > room) (Content, FinishReason) = (Content.GetRange(0, room), "length");
        CompletionTokens = Reasoning.Count + (Tool is { } call ? Tokens.Cut(call.Arguments).Count + 4 : Content.Count);
    }

    public ChatRequest Request { get; }

    public ChatModel Model { get; }

    public string Id { get; }

    public string? Fault { get; }

    public long Created { get; }

    public List<string> Reasoning { get; }

    public List<string> Content { get; }

    public (string Name, string Arguments)? Tool { get; }

    public string FinishReason { get; }

    public int CompletionTokens { get; }

    public decimal CostOf(int completion) => (Request.PromptTokens * Model.PromptUsd) + (completion * Model.CompletionUsd);

    public JsonObject Usage(int completion, int reasoning)
    {
        var cost = CostOf(completion);
        return new()
        {
            ["prompt_tokens"] = Request.PromptTokens,
            ["completion_tokens"] = completion,
            ["total_tokens"] = Request.PromptTokens + completion,
            ["cost"] = Fault == "absurd-usage" ? -1 : cost,
            ["is_byok"] = false,
            ["prompt_tokens_details"] = new JsonObject { ["cached_tokens"] = 0, ["cache_write_tokens"] = 0, ["audio_tokens"] = 0, ["video_tokens"] = 0 },
            ["cost_details"] = new JsonObject
            {
                ["upstream_inference_cost"] = cost,
                ["upstream_inference_prompt_cost"] = Request.PromptTokens * Model.PromptUsd,
                ["upstream_inference_completions_cost"] = completion * Model.CompletionUsd,
            },
            ["completion_tokens_details"] = new JsonObject { ["reasoning_tokens"] = reasoning, ["image_tokens"] = 0, ["audio_tokens"] = 0 },
        };
    }
}

/// <summary>About four characters make a token.</summary>
internal static class Tokens
{
    private const int Length = 5;

    /// <summary>Words with the space before them; long ones in pieces. Never between two halves of one character.</summary>
    public static List<string> Cut(string text)
    {
        var tokens = new List<string>();
        for (var at = 0; at < text.Length;)
        {
            var end = at + 1;
            while (end < text.Length && end - at < Length && !char.IsWhiteSpace(text[end])) end++;
            if (end < text.Length && char.IsLowSurrogate(text[end])) end++;
            tokens.Add(text[at..end]);
            at = end;
        }

        return tokens;
    }
}
