using System.Text.Json.Nodes;

namespace OmniHub.Sandbox;

/// <summary>Says an answer, at a model's pace or at once, and bills what was said.</summary>
internal sealed class Speech(ChatAnswer answer, ChatGenerations generations, SandboxOptions options, TimeProvider clock)
{
    private const int FirstTokenMs = 350, TokenMs = 12, SlowTokenMs = 1000, LateHeadMs = 1000;
    private const double PlainPaceMax = 0.2;
    private int said, reasoned;

    private int TokenPauseMs => answer.Fault == "slow-tokens" ? SlowTokenMs : (int)(TokenMs * options.Pace);

    public async Task WriteAsync(HttpContext http)
    {
        try
        {
            await Task.Delay(TimeSpan.FromMilliseconds((FirstTokenMs + (answer.CompletionTokens * TokenMs)) * Math.Min(options.Pace, PlainPaceMax)), clock, http.RequestAborted);
        }
        catch (OperationCanceledException)
        {
            // A plain answer runs to its end whoever is there, and is paid for.
        }

        Record(answer.CompletionTokens, cancelled: false, answer.FinishReason);
        var message = new JsonObject { ["role"] = "assistant", ["content"] = answer.Tool is null ? string.Concat(answer.Content) : null, ["refusal"] = null };
        message["reasoning"] = answer.Reasoning.Count > 0 ? string.Concat(answer.Reasoning) : null;
        if (answer.Tool is { } call) message["tool_calls"] = new JsonArray(ToolPart(call.Name, call.Arguments, withIndex: false));
        var body = Head("chat.completion");
        body["system_fingerprint"] = null;
        body["choices"] = new JsonArray(new JsonObject
        {
            ["index"] = 0,
            ["logprobs"] = null,
            ["finish_reason"] = answer.FinishReason,
            ["native_finish_reason"] = answer.FinishReason,
            ["message"] = message,
        });
        if (answer.Fault is not ("no-usage" or "no-lookup")) body["usage"] = answer.Usage(answer.CompletionTokens, answer.Reasoning.Count);
        await Answer.Of(200, body).ExecuteAsync(http);
    }

    public async Task StreamAsync(HttpContext http)
    {
        http.Response.ContentType = "text/event-stream";
        http.Response.Headers.CacheControl = "no-cache";
        try
        {
            await SayAsync(http);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            Record(said, cancelled: true, null);
        }
    }

    private async Task SayAsync(HttpContext http)
    {
        // The work is under way, and billed, before anything of the answer is seen.
        if (answer.Fault == "late-head") await Task.Delay(TimeSpan.FromMilliseconds(LateHeadMs), clock, http.RequestAborted);
        if (options.Pace > 0)
        {
            await SendAsync(http, ": OPENROUTER PROCESSING\n\n");
            await Task.Delay(TimeSpan.FromMilliseconds(FirstTokenMs * options.Pace), clock, http.RequestAborted);
        }

        foreach (var token in answer.Reasoning)
        {
            (said, reasoned) = (said + 1, reasoned + 1);
            await ChunkAsync(http, new JsonObject
            {
                ["role"] = "assistant",
                ["content"] = "",
                ["reasoning"] = token,
                ["reasoning_details"] = new JsonArray(new JsonObject { ["type"] = "reasoning.text", ["text"] = token, ["format"] = "unknown", ["index"] = 0 }),
            });
            await PauseAsync(http);
        }

        if (answer.Tool is { } call)
        {
            await ChunkAsync(http, new JsonObject { ["role"] = "assistant", ["content"] = null, ["tool_calls"] = new JsonArray(ToolPart(call.Name, "", true)) });
            foreach (var token in Tokens.Cut(call.Arguments))
                await ChunkAsync(http, new JsonObject { ["tool_calls"] = new JsonArray(new JsonObject { ["index"] = 0, ["function"] = new JsonObject { ["arguments"] = token } }) });
            said = answer.CompletionTokens;
        }

        foreach (var (i, token) in answer.Content.Index())
        {
            if (i == answer.Content.Count / 2 && await SpoilAsync(http)) return;
            said++;
            await ChunkAsync(http, new JsonObject { ["content"] = token, ["role"] = "assistant" });
            await PauseAsync(http);
        }

        await FinishAsync(http);
    }

    // What goes wrong in the middle.
    private async Task<bool> SpoilAsync(HttpContext http)
    {
        switch (answer.Fault)
        {
            case "chat-cut":
                Record(said, cancelled: false, null);
                return true;
            case "reset-after":
                Record(said, cancelled: true, null);
                http.Abort();
                return true;
            case "silent":
                await Task.Delay(Timeout.Infinite, http.RequestAborted);
                return true;
            case "malformed-chunk":
                await SendAsync(http, "data: {\"id\":\"gen-\n\n");
                Record(said, cancelled: true, null);
                return true;
            case "chat-error" or "chat-error-bare":
                // A failed answer is not billed.
                Record(0, cancelled: false, "error", free: true);
                var chunk = Head("chat.completion.chunk");
                if (answer.Fault == "chat-error") chunk["error"] = ChatFaults.ErrorBody(502, "provider_unavailable", "Provider disconnected unexpectedly");
                chunk["choices"] = new JsonArray(new JsonObject { ["index"] = 0, ["delta"] = new JsonObject { ["content"] = "" }, ["finish_reason"] = "error" });
                await SendAsync(http, $"data: {chunk.ToJsonString(Answer.Plain)}\n\n");
                return true;
            default:
                return false;
        }
    }

    private async Task FinishAsync(HttpContext http)
    {
        // Billed before it is told: what a client has seen is on the bill.
        Record(answer.CompletionTokens, cancelled: false, answer.FinishReason);
        await ChunkAsync(http, new JsonObject { ["content"] = "", ["role"] = "assistant" }, answer.FinishReason);
        if (answer.Fault is not ("no-usage" or "no-lookup"))
        {
            var last = Head("chat.completion.chunk");
            last["choices"] = answer.Fault == "doc-usage" ? [] : new JsonArray(new JsonObject
            {
                ["index"] = 0,
                ["delta"] = new JsonObject { ["role"] = "assistant", ["content"] = "" },
                ["finish_reason"] = answer.Fault == "old-usage" ? null : answer.FinishReason,
                ["native_finish_reason"] = answer.Fault == "old-usage" ? null : answer.FinishReason,
            });
            last["usage"] = answer.Usage(answer.CompletionTokens, reasoned);
            await SendAsync(http, $"data: {last.ToJsonString(Answer.Plain)}\n\n");
        }

        await SendAsync(http, "data: [DONE]\n\n");
    }

    private Task ChunkAsync(HttpContext http, JsonObject delta, string? finish = null)
    {
        var chunk = Head("chat.completion.chunk");
        chunk["choices"] = new JsonArray(new JsonObject { ["index"] = 0, ["delta"] = delta, ["finish_reason"] = finish, ["native_finish_reason"] = finish });
        return SendAsync(http, $"data: {chunk.ToJsonString(Answer.Plain)}\n\n");
    }

    private JsonObject Head(string kind) => new()
    {
        ["id"] = answer.Id,
        ["object"] = kind,
        ["created"] = answer.Created,
        ["model"] = answer.Model.Id,
        ["provider"] = "Sandbox",
    };

    private static JsonObject ToolPart(string name, string arguments, bool withIndex)
    {
        var part = new JsonObject { ["id"] = "call_1", ["type"] = "function", ["function"] = new JsonObject { ["name"] = name, ["arguments"] = arguments } };
        if (withIndex) part["index"] = 0;
        return part;
    }

    private async Task PauseAsync(HttpContext http)
    {
        if (TokenPauseMs > 0) await Task.Delay(TimeSpan.FromMilliseconds(TokenPauseMs), clock, http.RequestAborted);
        else http.RequestAborted.ThrowIfCancellationRequested();
    }

    private static async Task SendAsync(HttpContext http, string text)
    {
        await http.Response.WriteAsync(text, http.RequestAborted);
        await http.Response.Body.FlushAsync(http.RequestAborted);
    }

    private void Record(int completion, bool cancelled, string? finish, bool free = false) => generations.Record(new(
        answer.Id, answer.Model.Id, answer.Request.PromptTokens, completion, reasoned, free ? 0 : answer.CostOf(completion), answer.Request.Stream, cancelled,
        finish, clock.GetUtcNow().ToUnixTimeMilliseconds(), answer.Fault is "no-lookup")
    {
        LookedUpCost = answer.Fault switch
        {
            "bill-more" => answer.CostOf(completion) * 3 / 2,
            "bill-less" => answer.CostOf(completion) / 2,
            _ => null,
        },
    });
}
