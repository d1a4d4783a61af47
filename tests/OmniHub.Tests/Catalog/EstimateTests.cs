using Xunit;

namespace OmniHub.Tests.Catalog;

/// <summary>Prices worked out by hand from the provider's price list: every unit and every factor.</summary>
public sealed class EstimateTests(CatalogApp app) : IClassFixture<CatalogApp>
{
    private static readonly object[] OnePicture = ["https://example.com/a.png"];

    public static TheoryData<string, object?, decimal> Runs => new()
    {
        // Megapixels, a begun one counted, an image at a time.
        { "flux-dev", null, 0.025m },
        { "flux-dev", new { num_images = 3 }, 0.075m },
        { "flux-dev", new { image_size = "square_hd" }, 0.05m },
        { "flux-dev", new { image_size = new { width = 2000, height = 1000 } }, 0.05m },
        { "flux-dev", new { image_size = new { width = 2001, height = 1000 }, num_images = 2 }, 0.15m },
        { "flux-schnell", new { image_size = "square", num_images = 4 }, 0.012m },
        { "flux-1.1-pro", null, 0.04m },
        { "flux-2-max", new { image_size = "portrait_16_9" }, 0.07m },
        // The first megapixel in full, the others at half.
        { "flux-2-pro", null, 0.03m },
        { "flux-2-pro", new { image_size = new { width = 2048, height = 1536 } }, 0.075m },
        { "qwen-image-edit-plus", new { image_urls = OnePicture }, 0.06m },
        // Images.
        { "flux-1.1-pro-ultra", new { num_images = 4 }, 0.24m },
        { "stable-diffusion-v3-medium", null, 0.035m },
        { "nano-banana", new { num_images = 2 }, 0.078m },
        { "seedream-v4", new { num_images = 2, max_images = 6 }, 0.36m },
        { "recraft-v3", new { style = "realistic_image/b_and_w" }, 0.04m },
        { "recraft-v3", new { style = "vector_illustration" }, 0.08m },
        { "recraft-v3", new { style = "vector_illustration/line_art" }, 0.08m },
        { "ideogram-v3", null, 0.06m },
        { "ideogram-v3", new { rendering_speed = "TURBO", num_images = 2 }, 0.06m },
        { "ideogram-v3", new { rendering_speed = "QUALITY" }, 0.09m },
        { "nano-banana-pro-edit", new { image_urls = OnePicture, resolution = "2K" }, 0.15m },
        { "nano-banana-pro-edit", new { image_urls = OnePicture, resolution = "4K", num_images = 2 }, 0.6m },
        { "seedream-v5-pro", null, 0.135m },
        { "seedream-v5-pro", new { image_size = "auto_1K", num_images = 2 }, 0.135m },
        { "seedream-v5-pro", new { image_size = new { width = 1536, height = 1536 } }, 0.0675m },
        { "seedream-v5-pro", new { image_size = new { width = 1537, height = 1536 } }, 0.135m },
        { "seedream-v5-pro-edit", new { image_size = "square_hd", image_urls = new[] { "https://a.example/1", "https://a.example/2", "https://a.example/3" } }, 0.0765m },
        // Seconds, however a length is written.
        { "kling-v2.5-turbo-pro", null, 0.35m },
        { "kling-v2.5-turbo-pro", new { duration = "10" }, 0.7m },
        { "kling-o3-standard-image-to-video", new { image_url = "https://a.example/1" }, 0.42m },
        { "kling-o3-standard-image-to-video", new { generate_audio = true, duration = "3" }, 0.336m },
        { "veo-3.1", null, 3.2m },
        { "veo-3.1", new { duration = "4s", generate_audio = false }, 0.8m },
        { "veo-3.1", new { duration = "6s", resolution = "4k" }, 3.6m },
        { "veo-3.1", new { resolution = "4k", generate_audio = false }, 4.8m },
        { "veo-3.1-fast", new { resolution = "4k" }, 2.8m },
        { "veo-3.1-fast", new { generate_audio = false }, 0.8m },
        { "veo-3-fast", new { duration = "6s", generate_audio = false }, 0.6m },
        { "sora-2-pro", null, 2m },
        { "sora-2-pro", new { resolution = "720p", duration = "20" }, 6m },
        { "wan-2.5", null, 0.75m },
        { "wan-2.5", new { resolution = "480p", duration = "10" }, 0.5m },
        { "wan-2.5", new { resolution = "720p" }, 0.5m },
        { "wan-2.7", new { duration = 15 }, 1.5m },
        { "ltx-2.3", new { duration = 8 }, 0.64m },
        { "hailuo-02-pro", null, 0.48m },
        { "wan-2.2", null, 0.405m },
        { "wan-2.2", new { num_frames = 161 }, 0.805m },
        { "hunyuan-video-v1.5", null, 0.378125m },
        // Videos.
        { "minimax-video-01", null, 0.5m },
        { "luma-ray-2", null, 0.5m },
        { "luma-ray-2", new { resolution = "1080p", duration = "9s" }, 4m },
        { "luma-ray-2", new { resolution = "720p" }, 1m },
        { "wan-flf2v", new { num_frames = 100 }, 0.5m },
        { "wan-flf2v", new { resolution = "480p" }, 0.2m },
        { "ovi", null, 0.2m },
        // Tokens: pixels × 24 × seconds ÷ 1024, in millions.
        { "seedance-1-pro", null, 0.612m },
        { "seedance-1-pro", new { resolution = "480p", duration = "2" }, 0.05022m },
        { "seedance-1.5-pro", new { generate_audio = false }, 0.1353600m },
        { "seedance-1.5-pro", new { duration = "10" }, 0.54144m },
    };

    [Theory]
    [MemberData(nameof(Runs))]
    public async Task A_run_is_estimated_at_the_provider_s_price(string model, object? options, decimal credits) =>
        Assert.Equal(credits, await app.EstimateAsync(model, options));

    [Theory]
    // 12 bytes are 4 tokens, 16 for the message, 100 for the answer.
    [InlineData("hello worlds", 100, 0.00105)]
    // 13 bytes are begun as 5.
    [InlineData("hello worlds!", 100, 0.0010525)]
    // Four letters, of which two have two bytes and one has three.
    [InlineData("aéé€", 1, 0.0000575)]
    [InlineData("", 1, 0.00005)]
    public async Task A_chat_answer_is_estimated_by_bytes(string prompt, int maxTokens, double credits) =>
        Assert.Equal(decimal.Ceiling((decimal)credits * 1_000_000) / 1_000_000, await app.EstimateAsync("openai/gpt-4o", new { maxTokens }, prompt));

    [Fact]
    public async Task A_chat_estimate_counts_the_system_prompt_the_messages_and_the_images()
    {
        // 9 + 3 bytes, 3 + 1 messages, 2 images, and 4,096 tokens of answer where nothing is said.
        var options = new { systemPrompt = "be brief!", messages = 3, images = 2 };
        var expected = ((4 + (4 * 16) + (2 * 1600)) * 2.5m / 1_000_000) + (4096 * 10m / 1_000_000);
        Assert.Equal(decimal.Ceiling(expected * 1_000_000) / 1_000_000, await app.EstimateAsync("openai/gpt-4o", options, "abc"));
    }

    [Fact]
    public async Task An_answer_is_never_longer_than_the_model_allows() =>
        Assert.Equal(
            await app.EstimateAsync("openai/gpt-4-turbo", new { maxTokens = 4096 }, "hi"),
            await app.EstimateAsync("openai/gpt-4-turbo", new { maxTokens = 900_000 }, "hi"));

    [Fact]
    public async Task Several_models_are_estimated_together()
    {
        var answer = await app.User.Post("/api/estimate", new { modelIds = new[] { "flux-dev", "nano-banana" }, options = new { num_images = 2 } });
        Assert.Equal(200, answer.Status);
        Assert.Equal(0.128m, answer.Json["total"]!.GetValue<decimal>());
        Assert.Equal(["flux-dev", "nano-banana"], answer.Json["items"]!.AsArray().Select(i => i!["modelId"]!.GetValue<string>()));
    }

    [Fact]
    public async Task An_estimate_names_its_models_once_and_they_are_open()
    {
        Assert.Equal(400, (await app.User.Post("/api/estimate", new { prompt = "x" })).Status);
        Assert.Equal(400, (await app.User.Post("/api/estimate", new { modelId = "flux-dev", modelIds = new[] { "flux-dev" } })).Status);
        Assert.Equal(400, (await app.User.Post("/api/estimate", new { modelIds = new[] { "flux-dev", "flux-dev" } })).Status);
        Assert.Equal(400, (await app.User.Post("/api/estimate", new { modelIds = new[] { "a", "b", "c", "d", "e" } })).Status);
        Assert.Equal(404, (await app.User.Post("/api/estimate", new { modelId = "no-such-model" })).Status);
        Assert.Equal(404, (await app.User.Post("/api/estimate", new { modelId = "flux-krea" })).Status);
        Assert.Equal(401, (await app.Anyone().Post("/api/estimate", new { modelId = "flux-dev" })).Status);
    }

    [Fact]
    public async Task A_form_is_estimated_like_json()
    {
        var answer = await app.User.Send(HttpMethod.Post, "/api/estimate", new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["modelId"] = "flux-dev",
            ["options[num_images]"] = "2",
            ["options[image_size][width]"] = "1000",
            ["options[image_size][height]"] = "2000",
        }));
        Assert.True(answer.Status == 200, answer.ToString());
        Assert.Equal(0.1m, answer.Json["total"]!.GetValue<decimal>());
    }
}
