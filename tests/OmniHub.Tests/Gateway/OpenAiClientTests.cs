using System.ClientModel;
using System.ClientModel.Primitives;
using OmniHub.Tests.Chat;
using OmniHub.Tests.Generation;
using OpenAI;
using OpenAI.Chat;
using OpenAI.Embeddings;
using OpenAI.Images;
using Xunit;

namespace OmniHub.Tests.Gateway;

/// <summary>The official .NET client, unchanged.</summary>
public class OpenAiClientTests(ChatApp chat, GenerationApp studio) : IClassFixture<ChatApp>, IClassFixture<GenerationApp>
{
    [Fact]
    public async Task It_chats()
    {
        var client = (await ClientAsync(chat.App)).GetChatClient(ChatApp.Model);
        ChatCompletion answer = await client.CompleteChatAsync(new UserChatMessage("hello"));
        Assert.Equal(ChatFinishReason.Stop, answer.FinishReason);
        Assert.Contains("sandbox", answer.Content[0].Text, StringComparison.Ordinal);
        Assert.True(answer.Usage.OutputTokenCount > 0);
    }

    [Fact]
    public async Task It_streams_and_reads_the_usage()
    {
        var client = (await ClientAsync(chat.App)).GetChatClient(ChatApp.Model);
        var (text, used) = ("", 0);
        await foreach (var update in client.CompleteChatStreamingAsync([new UserChatMessage("hello")]))
        {
            text += string.Concat(update.ContentUpdate.Select(part => part.Text));
            used = update.Usage?.OutputTokenCount ?? used;
        }

        Assert.Contains("sandbox", text, StringComparison.Ordinal);
        Assert.True(used > 0);
    }

    [Fact]
    public async Task It_calls_tools()
    {
        var client = (await ClientAsync(chat.App)).GetChatClient(ChatApp.Model);
        var options = new ChatCompletionOptions();
        options.Tools.Add(ChatTool.CreateFunctionTool("get_weather", "Weather", BinaryData.FromString("""{"type":"object","properties":{"city":{"type":"string"}}}""")));
        ChatCompletion answer = await client.CompleteChatAsync([new UserChatMessage("hello")], options);
        Assert.Equal("get_weather", answer.ToolCalls.Single().FunctionName);
    }

    [Fact]
    public async Task It_embeds_and_lists_models()
    {
        var client = await ClientAsync(chat.App);
        OpenAIEmbedding vector = await client.GetEmbeddingClient("openai/text-embedding-3-small").GenerateEmbeddingAsync("hello");
        Assert.Equal(64, vector.ToFloats().Length);
        var models = await client.GetOpenAIModelClient().GetModelsAsync();
        Assert.Contains(models.Value, m => m.Id == ChatApp.Model);
        Assert.Equal(ChatApp.Model, (await client.GetOpenAIModelClient().GetModelAsync(ChatApp.Model)).Value.Id);
    }

    [Fact]
    public async Task It_makes_images()
    {
        var client = (await ClientAsync(studio.App)).GetImageClient(GenerationApp.Image);
        GeneratedImage bytes = await client.GenerateImageAsync(studio.NewPrompt(), new ImageGenerationOptions { ResponseFormat = GeneratedImageFormat.Bytes, Size = GeneratedImageSize.W1024xH1024 });
        Assert.NotEmpty(bytes.ImageBytes.ToArray());
        GeneratedImage address = await client.GenerateImageAsync(studio.NewPrompt());
        Assert.Equal(200, (await studio.App.Anyone().Get(address.ImageUri.PathAndQuery)).Status);
    }

    [Fact]
    public async Task It_sees_errors_as_its_own()
    {
        var client = await ClientAsync(chat.App);
        var missing = await Assert.ThrowsAsync<ClientResultException>(() => client.GetChatClient("no/such").CompleteChatAsync(new UserChatMessage("hello")));
        Assert.Equal(404, missing.Status);
        Assert.Contains("model_not_found", missing.Message, StringComparison.Ordinal);
    }

    private static async Task<OpenAIClient> ClientAsync(App app)
    {
        var owner = await app.SignUpAsync();
        var key = (string)(await owner.Post("/api/keys", new { name = "program" })).Json["key"]!;
        return new OpenAIClient(new ApiKeyCredential(key), new OpenAIClientOptions
        {
            Endpoint = new Uri("http://localhost/v1"),
            Transport = new HttpClientPipelineTransport(app.Anyone().Http),
            RetryPolicy = new ClientRetryPolicy(0),
        });
    }
}
