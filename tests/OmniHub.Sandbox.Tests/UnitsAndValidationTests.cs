using System.Text.Json.Nodes;
using Xunit;

namespace OmniHub.Sandbox.Tests;

public sealed class UnitsAndValidationTests
{
    [Theory]
    [InlineData("fal-ai/flux/dev", """{"image_size":"landscape_4_3"}""", 1024, 768, 1, 1)]
    [InlineData("fal-ai/flux/dev", """{"image_size":"square_hd"}""", 1024, 1024, 2, 2)]
    [InlineData("fal-ai/flux/dev", """{}""", 1920, 1080, 1, 2)]
    [InlineData("fal-ai/recraft/v3/text-to-image", """{}""", 1024, 1024, 3, 3)]
    [InlineData("fal-ai/ideogram/v3", """{"rendering_speed":"QUALITY"}""", 1024, 1024, 2, 3)]
    [InlineData("fal-ai/ideogram/v3", """{"rendering_speed":"TURBO"}""", 1024, 1024, 1, 0.5)]
    [InlineData("fal-ai/veo3", """{"duration":"8s"}""", 0, 0, 0, 8)]
    [InlineData("fal-ai/veo3", """{"duration":"8s","generate_audio":false}""", 0, 0, 0, 4)]
    [InlineData("fal-ai/kling-video/v2.5-turbo/pro/text-to-video", """{"duration":"10"}""", 0, 0, 0, 10)]
    [InlineData("fal-ai/luma-dream-machine/ray-2", """{"duration":"9s","resolution":"720p"}""", 0, 0, 0, 4)]
    [InlineData("fal-ai/minimax/video-01", """{}""", 0, 0, 0, 1)]
    [InlineData("fal-ai/bytedance/seedance/v1/pro/text-to-video", """{"duration":"5","resolution":"720p","aspect_ratio":"16:9"}""", 0, 0,
        0, 0.108)]
    public void Units_are_what_the_price_counts(string endpoint, string input, int width, int height, int count, double units) =>
        Assert.Equal((decimal)units, Units.Of(Catalogue.Find(endpoint)!, JsonNode.Parse(input)!.AsObject(),
            [.. Enumerable.Repeat((width, height), count)]));

    [Theory]
    [InlineData(8, "8")]
    [InlineData(0.108, "0.10800000")]
    public void The_header_writes_units_as_fal_does(double units, string text) => Assert.Equal(text, Units.Header((decimal)units));

    [Theory]
    [InlineData("""{}""", "prompt", "missing")]
    [InlineData("""{"prompt":5}""", "prompt", "string_type")]
    [InlineData("""{"prompt":"x","num_images":9}""", "num_images", "less_than_equal")]
    [InlineData("""{"prompt":"x","num_images":0}""", "num_images", "greater_than_equal")]
    [InlineData("""{"prompt":"x","num_images":1.5}""", "num_images", "int_from_float")]
    [InlineData("""{"prompt":"x","num_images":"many"}""", "num_images", "int_parsing")]
    [InlineData("""{"prompt":"x","sync_mode":"perhaps"}""", "sync_mode", "bool_parsing")]
    [InlineData("""{"prompt":"x","output_format":"gif"}""", "output_format", "literal_error")]
    [InlineData("""{"prompt":"x","image_size":"huge"}""", "image_size", "literal_error")]
    [InlineData("""{"prompt":"x","image_size":{"width":0,"height":10}}""", "image_size", "greater_than")]
    [InlineData("""{"prompt":"x","image_size":{"width":20000,"height":10}}""", "image_size", "less_than_equal")]
    public void A_wrong_input_is_named_in_pydantics_words(string input, string field, string type)
    {
        var errors = Validation.Check(Catalogue.Find("fal-ai/flux-pro/new")!, JsonNode.Parse(input)!.AsObject());
        var error = Assert.Single(errors)!;
        Assert.Equal(type, error["type"]!.ToString());
        Assert.Equal("body", error["loc"]![0]!.ToString());
        Assert.Equal(field, error["loc"]![1]!.ToString());
        Assert.NotNull(error["msg"]);
    }

    [Theory]
    [InlineData("""{"prompt":"x","num_images":"2","sync_mode":1,"seed":null,"guidance_scale":"3.5","unknown":true}""")]
    [InlineData("""{"prompt":"","seed":17454220438242315174}""")]
    public void What_pydantic_would_take_is_taken(string input) =>
        Assert.Empty(Validation.Check(Catalogue.Find("fal-ai/flux-pro/new")!, JsonNode.Parse(input)!.AsObject()));

    [Fact]
    public async Task A_wrong_input_is_accepted_by_the_queue_and_refused_by_the_model()
    {
        await using var sandbox = await SandboxHost.StartAsync();
        var submitted = await sandbox.SubmitAsync("fal-ai/flux/dev", new JsonObject { ["image_size"] = "square" });
        var result = await sandbox.ResultAsync(submitted);
        Assert.Equal(422, (int)result.Code);
        Assert.Equal("missing", result.Json["detail"]![0]!["type"]!.ToString());
        Assert.Equal("0", result.Header("x-fal-billable-units"));
    }

    [Theory]
    [InlineData("not a url", "value_error")]
    [InlineData("data:image/png;base64,AAAA", "image_load_error")]
    [InlineData("http://127.0.0.1:1/none.png", "file_download_error")]
    public async Task A_picture_that_cannot_be_read_is_refused(string url, string type)
    {
        await using var sandbox = await SandboxHost.StartAsync();
        var result = await sandbox.RunAsync("fal-ai/flux/dev/image-to-image", new JsonObject { ["prompt"] = "x", ["image_url"] = url });
        Assert.Equal(422, (int)result.Code);
        Assert.Equal(type, result.Json["detail"]![0]!["type"]!.ToString());
        Assert.Equal("image_url", result.Json["detail"]![0]!["loc"]![1]!.ToString());
    }
}
