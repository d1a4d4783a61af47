using System.Text.Json;
using System.Text.Json.Nodes;
using OmniHub.Contracts.Catalog;
using Xunit;

namespace OmniHub.Tests.Catalog;

public sealed class OptionTests(CatalogApp app) : IClassFixture<CatalogApp>
{
    [Fact]
    public void Every_model_takes_its_own_defaults()
    {
        foreach (var entry in CatalogApp.Entries())
        {
            var defaults = new JsonObject();
            foreach (var option in entry.Schema.Options)
            {
                if (option.Default is not null) defaults[option.Name] = option.Default.DeepClone();
                else if (option.Required) defaults[option.Name] = option.Kind == OptionKind.Images ? new JsonArray("https://a.example/1") : "https://a.example/1";
            }

            var check = OmniHub.Catalog.Catalog.Check(entry.Schema, defaults, fromForm: false, needsAll: true);
            var good = Assert.IsType<OptionsCheck.Good>(check);
            Assert.True(Same(defaults.ToJsonString(), good.Options.ToJsonString()), $"{entry.Id}: {good.Options.ToJsonString()}");
        }
    }

    [Fact]
    public void Every_schema_is_closed_and_describes_each_option()
    {
        foreach (var entry in CatalogApp.Entries())
        {
            var schema = entry.Schema.Json;
            Assert.Equal("https://json-schema.org/draft/2020-12/schema", schema.GetProperty("$schema").GetString());
            Assert.False(schema.GetProperty("additionalProperties").GetBoolean());
            foreach (var property in schema.GetProperty("properties").EnumerateObject())
            {
                Assert.True(property.Value.TryGetProperty("title", out _), $"{entry.Id}.{property.Name}");
                Assert.DoesNotContain(property.Name, (string[])["prompt", "sync_mode", "enable_safety_checker", "delete_video", "video_write_mode"]);
            }

            if (entry.Schema.Property("num_images") is { } count) Assert.InRange(count.GetProperty("maximum").GetInt32(), 1, 4);
        }
    }

    public static TheoryData<string, string, string> Wrong => new()
    {
        { "flux-dev", """{"colour":"red"}""", "options.colour" },
        { "flux-dev", """{"sync_mode":true}""", "options.sync_mode" },
        { "flux-dev", """{"num_images":"2"}""", "options.num_images" },
        { "flux-dev", """{"num_images":1.5}""", "options.num_images" },
        { "flux-dev", """{"num_images":0}""", "options.num_images" },
        { "flux-dev", """{"num_images":5}""", "options.num_images" },
        { "flux-dev", """{"num_images":true}""", "options.num_images" },
        { "flux-dev", """{"num_images":null}""", "options.num_images" },
        { "flux-dev", """{"seed":-1}""", "options.seed" },
        { "flux-dev", """{"seed":9223372036854775808}""", "options.seed" },
        { "flux-dev", """{"seed":1e400}""", "options.seed" },
        { "flux-dev", """{"guidance_scale":"3"}""", "options.guidance_scale" },
        { "flux-dev", """{"guidance_scale":99}""", "options.guidance_scale" },
        { "flux-dev", """{"output_format":"bmp"}""", "options.output_format" },
        { "flux-dev", """{"image_size":"huge"}""", "options.image_size" },
        { "flux-dev", """{"image_size":7}""", "options.image_size" },
        { "flux-dev", """{"image_size":{"width":512}}""", "options.image_size.height" },
        { "flux-dev", """{"image_size":{"width":512,"height":512,"depth":1}}""", "options.image_size.depth" },
        { "flux-dev", """{"image_size":{"width":512,"height":1000000}}""", "options.image_size.height" },
        { "kling-v2.5-turbo-pro", """{"duration":10}""", "options.duration" },
        { "kling-v2.5-turbo-pro", """{"duration":"7"}""", "options.duration" },
        { "kling-v2.5-turbo-pro", """{"cfg_scale":1.01}""", "options.cfg_scale" },
        { "wan-2.7", """{"duration":"5"}""", "options.duration" },
        { "wan-2.7", """{"resolution":"720p"}""", "options.resolution" },
        { "sora-2-pro", """{"resolution":"true_1080p"}""", "options.resolution" },
        { "seedream-v4-edit", """{"image_urls":[]}""", "options.image_urls" },
        { "seedream-v4-edit", """{"image_urls":"https://a.example/1"}""", "options.image_urls" },
        { "seedream-v4-edit", """{"image_urls":["https://a.example/1",2]}""", "options.image_urls[1]" },
        { "seedream-v4-edit", """{"image_urls":["ftp://a.example/1"]}""", "options.image_urls[0]" },
        { "flux-kontext-pro", """{"image_url":"data:text/html;base64,AAAA"}""", "options.image_url" },
        { "flux-kontext-pro", """{"image_url":"data:image/png;base64,%%%"}""", "options.image_url" },
        { "flux-kontext-pro", """{"image_url":"upl_../x"}""", "options.image_url" },
        { "flux-kontext-pro", """{"image_url":"file:///etc/passwd"}""", "options.image_url" },
        { "openai/gpt-4o", """{"maxTokens":0}""", "options.maxTokens" },
        { "openai/gpt-4o", """{"max_tokens":5}""", "options.max_tokens" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task A_wrong_option_is_refused_by_name(string model, string options, string field)
    {
        var answer = await app.User.Post("/api/estimate", $$"""{"modelId":"{{model}}","prompt":"a prompt","options":{{options}}}""");
        Assert.Equal((400, "validation_failed"), (answer.Status, answer.Code));
        Assert.Contains(field, answer.Json["errors"]!.AsObject().Select(e => e.Key));
    }

    [Theory]
    [InlineData("flux-dev", """{"seed":9223372036854775807,"num_images":2.0,"guidance_scale":3}""", """{"num_images":2,"guidance_scale":3,"seed":9223372036854775807}""")]
    [InlineData("flux-kontext-pro", """{"image_url":"upl_01jabc"}""", """{"image_url":"upl_01jabc"}""")]
    [InlineData("flux-kontext-pro", """{"image_url":"data:image/png;base64,iVBORw0KGgo="}""", """{"image_url":"data:image/png;base64,iVBORw0KGgo="}""")]
    public void Good_options_come_out_as_they_may_be_sent(string model, string sent, string expected)
    {
        var card = app.Catalog.Now.Card(model)!;
        var good = Assert.IsType<OptionsCheck.Good>(app.Models.Check(card, JsonNode.Parse(sent)!.AsObject()));
        Assert.True(Same(expected, good.Options.ToJsonString()), good.Options.ToJsonString());
    }

    [Fact]
    public void A_needed_option_is_asked_for()
    {
        var bad = Assert.IsType<OptionsCheck.Bad>(app.Models.Check(app.Catalog.Now.Card("flux-kontext-pro")!, []));
        Assert.Equal(["options.image_url"], bad.Errors.Keys);
    }

    [Fact]
    public void A_picture_in_a_data_uri_has_a_limit()
    {
        var card = app.Catalog.Now.Card("flux-kontext-pro")!;
        var large = "data:image/png;base64," + new string('A', 14 * 1024 * 1024);
        Assert.Contains("10 MB", Assert.IsType<OptionsCheck.Bad>(app.Models.Check(card, new JsonObject { ["image_url"] = large })).Errors["options.image_url"][0]);
        var fits = "data:image/png;base64," + new string('A', 13 * 1024 * 1024);
        Assert.IsType<OptionsCheck.Good>(app.Models.Check(card, new JsonObject { ["image_url"] = fits }));
    }

    [Fact]
    public void Texts_of_a_form_get_their_types()
    {
        var form = JsonNode.Parse("""{"num_images":"2","guidance_scale":"3.5","seed":"7","output_format":"png"}""")!.AsObject();
        var good = Assert.IsType<OptionsCheck.Good>(app.Models.Check(app.Catalog.Now.Card("flux-dev")!, form, fromForm: true));
        Assert.Equal("""{"num_images":2,"guidance_scale":3.5,"output_format":"png","seed":7}""", good.Options.ToJsonString());
        var video = JsonNode.Parse("""{"duration":"10","generate_audio":"on","image_url":"upl_0"}""")!.AsObject();
        good = Assert.IsType<OptionsCheck.Good>(app.Models.Check(app.Catalog.Now.Card("kling-o3-standard-image-to-video")!, video, fromForm: true));
        Assert.Equal(JsonValueKind.True, good.Options["generate_audio"]!.GetValueKind());
        Assert.Equal("10", good.Options["duration"]!.GetValue<string>());
        var several = JsonNode.Parse("""{"image_urls":"upl_0"}""")!.AsObject();
        good = Assert.IsType<OptionsCheck.Good>(app.Models.Check(app.Catalog.Now.Card("seedream-v4-edit")!, several, fromForm: true));
        Assert.Single(good.Options["image_urls"]!.AsArray());
        Assert.IsType<OptionsCheck.Bad>(app.Models.Check(app.Catalog.Now.Card("flux-dev")!, new JsonObject { ["num_images"] = "two" }, fromForm: true));
    }

    private static bool Same(string a, string b) => JsonElement.DeepEquals(JsonDocument.Parse(a).RootElement, JsonDocument.Parse(b).RootElement);
}
