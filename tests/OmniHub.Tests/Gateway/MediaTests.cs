using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using OmniHub.Tests.Generation;
using Xunit;

namespace OmniHub.Tests.Gateway;

/// <summary>Images and videos through /v1, on a scripted provider.</summary>
public class MediaTests(GenerationApp studio) : IClassFixture<GenerationApp>
{
    [Fact]
    public async Task Images_come_as_addresses_that_work_without_a_header()
    {
        var (ann, key) = await ProgramAsync();
        var answer = await key.Post("/v1/images/generations", new { model = GenerationApp.Image, prompt = studio.NewPrompt() });
        Assert.True(answer.Status == 200, answer.ToString());
        var url = new Uri((string)answer.Json["data"]![0]!["url"]!);
        Assert.Equal(200, (await studio.App.Anyone().Get(url.PathAndQuery)).Status);
        Assert.True((long)answer.Json["created"]! > 0);
        var charged = await studio.ChargedAsync(ann) / 1_000_000m;
        Assert.True(charged > 0);
        Assert.Equal(charged, (decimal)answer.Json["usage"]!["cost"]!);
        Assert.Equal(charged, decimal.Parse(answer["X-OmniHub-Credits"]!, System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task Images_come_as_base64_in_the_number_and_size_asked_for()
    {
        var (_, key) = await ProgramAsync();
        var prompt = studio.NewPrompt();
        var answer = await key.Post("/v1/images/generations", new { model = GenerationApp.Image, prompt, n = 2, size = "1024x768", response_format = "b64_json" });
        Assert.True(answer.Status == 200, answer.ToString());
        Assert.NotEmpty(Convert.FromBase64String((string)answer.Json["data"]![0]!["b64_json"]!));
        var sent = studio.Fal.JobOf(prompt).Input;
        Assert.Equal((2, 1024, 768), ((int)sent["num_images"]!, (int)sent["image_size"]!["width"]!, (int)sent["image_size"]!["height"]!));
    }

    [Theory]
    [InlineData("""{"prompt":"a lake"}""", 400, "model")]
    [InlineData("""{"model":"flux-schnell"}""", 400, "prompt")]
    [InlineData("""{"model":"flux-schnell","prompt":"a lake","n":5}""", 400, "n")]
    [InlineData("""{"model":"flux-schnell","prompt":"a lake","n":0}""", 400, "n")]
    [InlineData("""{"model":"flux-schnell","prompt":"a lake","size":"huge"}""", 400, "size")]
    [InlineData("""{"model":"flux-schnell","prompt":"a lake","size":"9000x9000"}""", 400, "size")]
    [InlineData("""{"model":"nano-banana","prompt":"a lake","size":"1000x500"}""", 400, "size")]
    [InlineData("""{"model":"flux-schnell","prompt":"a lake","response_format":"png"}""", 400, "response_format")]
    [InlineData("""{"model":"flux-schnell","prompt":"a lake","stream":true}""", 400, "stream")]
    [InlineData("""{"model":"openai/gpt-4o","prompt":"a lake"}""", 400, "model")]
    [InlineData("""{"model":"no/such","prompt":"a lake"}""", 404, null)]
    public async Task What_cannot_be_made_is_refused_by_its_own_name(string body, int status, string? param)
    {
        var (ann, key) = await ProgramAsync();
        var answer = await key.Post("/v1/images/generations", body);
        Assert.True(answer.Status == status, answer.ToString());
        Assert.Equal(param, (string?)answer.Json["error"]!["param"]);
        Assert.Equal(0, (await studio.BalanceAsync(ann)).Held.Value);
    }

    [Fact]
    public async Task A_repeat_of_images_answers_the_same_ones_and_charges_once()
    {
        var (ann, key) = await ProgramAsync();
        var body = new { model = GenerationApp.Image, prompt = studio.NewPrompt(), response_format = "b64_json" };
        var first = await key.Post("/v1/images/generations", body, ("Idempotency-Key", "same"));
        var charged = await studio.ChargedAsync(ann);
        var second = await key.Post("/v1/images/generations", body, ("Idempotency-Key", "same"));
        Assert.Equal((200, first.Text, "true"), (second.Status, second.Text, second["Idempotent-Replayed"]));
        Assert.Equal(charged, await studio.ChargedAsync(ann));
        Assert.Single(studio.Fal.Submits, p => p == body.prompt);
    }

    [Fact]
    public async Task A_video_is_started_watched_fetched_listed_and_deleted()
    {
        var (ann, key) = await ProgramAsync();
        var prompt = studio.NewPrompt();
        studio.Fal.On(prompt).Output = fal => new { video = new { url = fal.Put("clip.mp4", TestMedia.Mp4(64, 48, 10_000), "video/mp4") } };
        var form = new MultipartFormDataContent
        {
            { new StringContent(GenerationApp.Video), "model" }, { new StringContent(prompt), "prompt" }, { new StringContent("10"), "seconds" },
        };
        var started = await key.Post("/v1/videos", form);
        Assert.True(started.Status == 200, started.ToString());
        var video = started.Json;
        var id = (string)video["id"]!;
        Assert.Equal(("video", "queued", "10", prompt), ((string)video["object"]!, (string)video["status"]!, (string)video["seconds"]!, (string)video["prompt"]!));
        var done = await App.Until(async () => (await key.Get($"/v1/videos/{id}")).Json, v => (string)v["status"]! is "completed" or "failed");
        Assert.True((string)done["status"]! == "completed", done.ToJsonString());
        Assert.Equal(100, (int)done["progress"]!);
        Assert.Equal(await studio.ChargedAsync(ann) / 1_000_000m, (decimal)done["usage"]!["cost"]!);
        Assert.Equal("10", (string)studio.Fal.JobOf(prompt).Input["duration"]!);

        var file = await key.Get($"/v1/videos/{id}/content");
        Assert.True(file.Status == 200 && file.Body.Length > 0, file.ToString());
        Assert.Equal(206, (await key.Get($"/v1/videos/{id}/content", ("Range", "bytes=0-9"))).Status);
        Assert.Equal(id, (string)(await key.Get("/v1/videos?limit=1&order=desc")).Json["data"]![0]!["id"]!);
        var other = await studio.App.SignUpAsync();
        Assert.Equal((404, 404, 404), ((await other.Get($"/v1/videos/{id}")).Status, (await other.Get($"/v1/videos/{id}/content")).Status, (await other.Delete($"/v1/videos/{id}")).Status));
        var gone = await key.Delete($"/v1/videos/{id}");
        Assert.Equal((200, true), (gone.Status, (bool)gone.Json["deleted"]!));
        Assert.Equal(404, (await key.Get($"/v1/videos/{id}")).Status);
    }

    [Fact]
    public async Task An_unfinished_video_has_no_content_yet()
    {
        var (_, key) = await ProgramAsync();
        var prompt = studio.NewPrompt();
        studio.Fal.On(prompt).State = "IN_QUEUE";
        var id = (string)(await key.Post("/v1/videos", new { model = GenerationApp.Video, prompt })).Json["id"]!;
        var early = await key.Get($"/v1/videos/{id}/content");
        Assert.Equal((409, "video_not_ready"), (early.Status, (string)early.Json["error"]!["code"]!));
        Assert.Equal(200, (await key.Delete($"/v1/videos/{id}")).Status);
    }

    [Fact]
    public async Task A_reference_picture_starts_the_model_that_takes_one()
    {
        var (_, key) = await ProgramAsync();
        var prompt = studio.NewPrompt();
        var picture = new ByteArrayContent(TestMedia.Png(64, 48));
        picture.Headers.ContentType = new MediaTypeHeaderValue("image/png");
        var form = new MultipartFormDataContent { { new StringContent(GenerationApp.Video), "model" }, { new StringContent(prompt), "prompt" }, { picture, "input_reference", "start.png" } };
        var started = await key.Post("/v1/videos", form);
        Assert.True(started.Status == 200, started.ToString());
        Assert.Equal($"{GenerationApp.Video}-image-to-video", (string)started.Json["model"]!);
        Assert.Equal(404, (await key.Post("/v1/videos", new { model = "no-such", prompt })).Status);
        Assert.Equal("seconds", (string)(await key.Post("/v1/videos", new { model = GenerationApp.Video, prompt, seconds = "7" })).Json["error"]!["param"]!);
    }

    [Fact]
    public async Task Nobody_comes_in_with_a_cookie_or_without_a_token()
    {
        foreach (var path in new[] { "/v1/models", "/v1/videos" })
        {
            var answer = await studio.App.Anyone().Get(path, ("Accept", "text/html"));
            Assert.Equal((401, "invalid_api_key", "application/json; charset=utf-8"), (answer.Status, (string)answer.Json["error"]!["code"]!, answer.ContentType));
        }

        Assert.Equal(401, (await studio.App.Anyone().Post("/v1/images/generations", "{}")).Status);
    }

    [Fact]
    public async Task A_key_over_its_limit_makes_nothing()
    {
        var ann = await studio.App.SignUpAsync();
        var made = (await ann.Post("/api/keys", new { name = "small", creditLimit = 0.000001 })).Json;
        var key = studio.App.Anyone().WithToken((string)made["key"]!, null);
        var answer = await key.Post("/v1/images/generations", new { model = GenerationApp.Image, prompt = studio.NewPrompt() });
        Assert.Equal((402, "insufficient_quota"), (answer.Status, (string)answer.Json["error"]!["code"]!));
    }

    private async Task<(Visitor Owner, Visitor Key)> ProgramAsync()
    {
        var owner = await studio.App.SignUpAsync();
        var made = (await owner.Post("/api/keys", new { name = "program" })).Json;
        return (owner, studio.App.Anyone().WithToken((string)made["key"]!, owner.Id));
    }
}
