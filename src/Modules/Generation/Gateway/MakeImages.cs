using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using OmniHub.Contracts.Catalog;
using OmniHub.Kernel;

namespace OmniHub.Generation;

/// <summary>POST /v1/images/generations: one generation, awaited. It goes on without its client, and is in the library all the same.</summary>
internal sealed class MakeImages(ICatalog catalog, StartOnce start, ReadGenerations read, GenerationSignals signals, MediaStore store, IConfiguration settings, IHostApplicationLifetime host)
{
    /// <summary>Changes of other nodes show within this.</summary>
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(2);

    private static readonly Refusal Leaving = new(503, "provider_unavailable", "The server restarts. The images are made all the same and will be in your library.");

    public static Task<Reply> Handle(Body<JsonObject> body, HttpContext http, ICurrentUser me, MakeImages make, CancellationToken ct) =>
        make.RunAsync(body.Value, http, me, ct);

    private async Task<Reply> RunAsync(JsonObject body, HttpContext http, ICurrentUser me, CancellationToken ct)
    {
        var format = OpenAiOptions.Text(body["response_format"]) ?? "url";
        if (format is not ("url" or "b64_json")) return Refusal.Invalid("response_format", "response_format is url or b64_json.");
        if (body["stream"] is JsonValue stream && stream.TryGetValue<bool>(out var isStream) && isStream)
            return Refusal.Invalid("stream", "Images are not streamed: they come whole.");
        if (OpenAiOptions.Text(body["model"]) is not { Length: > 0 } modelId) return Refusal.Invalid("model", "Name a model.");
        if (await catalog.FindAsync(modelId, ct) is not { } model) return MediaModels.Missing(modelId);
        if (model.Type != Medium.Image) return MediaModels.Wrong(model);
        var prompt = OpenAiOptions.Text(body["prompt"])?.Trim() ?? "";
        if (StartGeneration.CheckPrompt(prompt) is { } wrong) return Refusal.Invalid("prompt", wrong);
        var (options, no) = OpenAiOptions.Of(model, body);
        if (no is not null) return no;

        var (row, refused) = await start.RunAsync(model, prompt, options, http, me, false, ct);
        if (row is null) return OpenAiOptions.InTheirWords(refused!, body);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(ct, host.ApplicationStopping);
        try
        {
            return await EndOfAsync(row.Id, me.Id, end.Token) is { } done
                ? done.Status == GenerationStatus.Completed ? await ShowAsync(done, format, http, ct) : Failed(done)
                : Refusal.NotFound("The images were deleted before they were done.");
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return Reply.No(Leaving).Header("x-should-retry", "false");
        }
    }

    private async Task<GenerationView?> EndOfAsync(string id, string userId, CancellationToken ct)
    {
        using var watch = signals.Of(id);
        while (await read.FindAsync(id, userId, ct) is { } view)
        {
            if (!view.IsRunning) return view;
            await watch.WaitAsync(LookAgain, ct);
        }

        return null;
    }

    private async Task<Reply> ShowAsync(GenerationView done, string format, HttpContext http, CancellationToken ct)
    {
        var data = new JsonArray();
        foreach (var file in done.Results)
        {
            data.Add(format == "url"
                ? new JsonObject { ["url"] = Origin(http) + file.Url }
                : new JsonObject { ["b64_json"] = Convert.ToBase64String(await File.ReadAllBytesAsync(store.PathOf(file.Id), ct)) });
        }

        var charge = done.Credits ?? done.EstimatedCredits;
        var answer = new JsonObject
        {
            ["created"] = done.CreatedAt.ToUnixTimeSeconds(),
            ["data"] = data,
            ["usage"] = new JsonObject
            {
                ["input_tokens"] = 0,
                ["input_tokens_details"] = new JsonObject { ["image_tokens"] = 0, ["text_tokens"] = 0 },
                ["output_tokens"] = 0,
                ["total_tokens"] = 0,
                ["cost"] = charge.Credits,
            },
        };
        var reply = Reply.Of(answer).Header("X-OmniHub-Credits", charge.Credits.ToString(CultureInfo.InvariantCulture));
        if (done.Sandbox != true) return reply;
        answer["sandbox"] = true;
        return reply.Header("X-OmniHub-Sandbox", "true");
    }

    private static Reply Failed(GenerationView done)
    {
        var reply = Reply.No(MediaModels.Failure(done));
        return done.Credits is { Value: > 0 } ? reply.Header("x-should-retry", "false") : reply;
    }

    private string Origin(HttpContext http) =>
        settings["PUBLIC_URL"] is { Length: > 0 } site ? site.TrimEnd('/') : $"{http.Request.Scheme}://{http.Request.Host}";
}
