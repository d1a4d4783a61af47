using System.Net.Http.Headers;
using SkiaSharp;
using Xunit;

namespace OmniHub.Tests.Generation;

/// <summary>Files: what comes in, what is kept, and how it is served.</summary>
public sealed class MediaTests(GenerationApp studio) : IClassFixture<GenerationApp>
{
    private Visitor Ann => studio.Ann;

    [Fact]
    public async Task A_file_is_served_in_parts_and_only_when_it_changed()
    {
        var done = await studio.EndOfAsync(await studio.StartAsync(studio.NewPrompt()));
        var url = done["result"]!.GetValue<string>();
        var anyone = studio.App.Anyone();
        var whole = await anyone.Get(url);
        Assert.Equal((200, "image/png"), (whole.Status, whole.ContentType));
        Assert.Equal(TestMedia.Png(64, 48), whole.Body);
        Assert.Equal("bytes", whole["Accept-Ranges"]);
        Assert.Equal("nosniff", whole["X-Content-Type-Options"]);
        Assert.Contains("sandbox", whole["Content-Security-Policy"]);
        Assert.Matches("max-age=[1-9].*private", whole["Cache-Control"]);
        Assert.Null(whole["Content-Disposition"]);

        var part = await anyone.Get(url, ("Range", "bytes=0-7"));
        Assert.Equal((206, 8), (part.Status, part.Body.Length));
        Assert.Equal($"bytes 0-7/{whole.Body.Length}", part["Content-Range"]);
        Assert.Equal(416, (await anyone.Get(url, ("Range", "bytes=99999999-"))).Status);
        Assert.Equal(304, (await anyone.Get(url, ("If-None-Match", whole["ETag"]!))).Status);
        var head = await anyone.Send(HttpMethod.Head, url);
        Assert.Equal((200, 0, whole["ETag"]), (head.Status, head.Body.Length, head["ETag"]));
        Assert.StartsWith("attachment", (await anyone.Get(url + "&download=1"))["Content-Disposition"]);
        Assert.Equal("image/webp", (await anyone.Get(done["thumbnailUrl"]!.GetValue<string>())).ContentType);
        Assert.Equal(url, (await Ann.Get($"/api/generations/{done["id"]}")).Json["result"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_link_works_as_it_was_signed_and_until_it_expires()
    {
        var done = await studio.EndOfAsync(await studio.StartAsync(studio.NewPrompt()));
        var other = await studio.EndOfAsync(await studio.StartAsync(studio.NewPrompt()));
        var (url, stranger) = (done["result"]!.GetValue<string>(), other["result"]!.GetValue<string>());
        var anyone = studio.App.Anyone();
        var path = url[..url.IndexOf('?')];
        Assert.Equal(404, (await anyone.Get(path)).Status);
        Assert.Equal(404, (await anyone.Get(path + stranger[stranger.IndexOf('?')..])).Status);
        Assert.Equal(404, (await anyone.Get(url.Replace("?e=", "?e=9"))).Status);
        Assert.Equal(404, (await anyone.Get(url[..^1] + (url[^1] == 'A' ? 'Q' : 'A'))).Status);
        studio.Clock.Skip(TimeSpan.FromHours(26));
        Assert.Equal(404, (await anyone.Get(url)).Status);
        studio.Clock.Skip(TimeSpan.FromHours(-26));
        Assert.Equal(200, (await anyone.Get(url)).Status);
    }

    [Theory]
    [InlineData("webm", "video/webm", true)]
    [InlineData("mp4", "video/mp4", false)]
    public async Task A_video_has_its_size_its_length_and_a_poster(string kind, string type, bool hasFrame)
    {
        var prompt = studio.NewPrompt(kind);
        var bytes = kind == "webm" ? TestMedia.Webm(320, 180, 4500) : TestMedia.Mp4(320, 180, 4500);
        studio.Fal.On(prompt).Output = fal => new { video = new { url = fal.Put($"clip.{kind}", bytes, "application/octet-stream") } };
        var done = await studio.EndOfAsync(await studio.StartAsync(prompt, GenerationApp.Video));
        Assert.True(done["status"]!.GetValue<string>() == "completed", done.ToJsonString());
        var file = done["results"]!.AsArray().Single()!;
        Assert.Equal((type, 320, 180, 4.5m), (file["contentType"]!.GetValue<string>(), file["width"]!.GetValue<int>(), file["height"]!.GetValue<int>(), file["durationSeconds"]!.GetValue<decimal>()));
        Assert.Equal(bytes.Length, file["bytes"]!.GetValue<long>());
        var poster = await studio.App.Anyone().Get(done["thumbnailUrl"]!.GetValue<string>());
        using var picture = SKBitmap.Decode(poster.Body);
        Assert.Equal((320, 180), (picture.Width, picture.Height));
        Assert.Equal(hasFrame, picture.GetPixel(10, 10).Red > 150);
        var page = await studio.App.Anyone().Get(done["result"]!.GetValue<string>(), ("Range", "bytes=4-"));
        Assert.Equal(206, page.Status);
    }

    [Fact]
    public async Task Results_come_in_every_shape_that_models_use()
    {
        foreach (var shape in new Func<string, object>[]
        {
            url => new { image = new { url } }, url => new { images = new[] { url } }, url => new { output = new { image = url } },
            url => new { result = new { nested = new[] { new { url, content_type = "image/png" } } } }, url => new { data = new[] { new { url } }, mask = new { url = "https://x.fal.media/no.png" } },
            _ => new { images = new[] { new { url = $"data:image/png;base64,{Convert.ToBase64String(TestMedia.Png(9, 7))}" } } },
        })
        {
            var prompt = studio.NewPrompt();
            studio.Fal.On(prompt).Output = fal => shape(fal.Put("shape.png", TestMedia.Png(9, 7), "image/png"));
            var done = await studio.EndOfAsync(await studio.StartAsync(prompt));
            Assert.True(done["status"]!.GetValue<string>() == "completed", done.ToJsonString());
            Assert.Equal(9, done["results"]![0]!["width"]!.GetValue<int>());
        }
    }

    [Fact]
    public async Task Drawings_are_downloads_because_they_may_hold_scripts()
    {
        var prompt = studio.NewPrompt();
        studio.Fal.On(prompt).Output = fal => new { image = new { url = fal.Put("a.svg", "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"u8.ToArray(), "image/svg+xml") } };
        var done = await studio.EndOfAsync(await studio.StartAsync(prompt));
        var file = await studio.App.Anyone().Get(done["result"]!.GetValue<string>());
        Assert.Equal("image/svg+xml", file.ContentType);
        Assert.StartsWith("attachment", file["Content-Disposition"]);
        Assert.Null(done["thumbnailUrl"]);
    }

    [Fact]
    public async Task The_sandbox_says_so_on_what_it_made()
    {
        var prompt = studio.NewPrompt();
        studio.Fal.On(prompt).IsSandbox = true;
        var done = await studio.EndOfAsync(await studio.StartAsync(prompt));
        Assert.True(done["sandbox"]!.GetValue<bool>());
    }

    [Theory]
    [InlineData(SKEncodedImageFormat.Png, "image/png")]
    [InlineData(SKEncodedImageFormat.Jpeg, "image/jpeg")]
    [InlineData(SKEncodedImageFormat.Webp, "image/webp")]
    public async Task An_upload_is_decoded_kept_and_served(SKEncodedImageFormat format, string type)
    {
        var bytes = TestMedia.Picture(40, 30, format);
        var answer = await UploadAsync(Ann, bytes, "image/x-whatever");
        Assert.Equal(201, answer.Status);
        Assert.Equal((type, 40, 30, (long)bytes.Length), (answer.Json["contentType"]!.GetValue<string>(), answer.Json["width"]!.GetValue<int>(), answer.Json["height"]!.GetValue<int>(), answer.Json["bytes"]!.GetValue<long>()));
        Assert.StartsWith("upl_", answer.Json["id"]!.GetValue<string>());
        Assert.Equal(bytes, (await studio.App.Anyone().Get(answer.Json["url"]!.GetValue<string>())).Body);
    }

    [Fact]
    public async Task What_is_no_picture_or_too_large_is_not_kept()
    {
        Assert.Equal(415, (await UploadAsync(Ann, "<svg xmlns='http://www.w3.org/2000/svg'/>"u8.ToArray(), "image/png")).Status);
        Assert.Equal(415, (await UploadAsync(Ann, "GIF89a and then nothing"u8.ToArray(), "image/gif")).Status);
        Assert.Equal(415, (await UploadAsync(Ann, TestMedia.Png(300, 300)[..200], "image/png")).Status);
        Assert.Equal(415, (await UploadAsync(Ann, TestMedia.Webm(64, 64, 1000), "image/png")).Status);
        Assert.Equal(413, (await UploadAsync(Ann, new byte[20 * 1024 * 1024 + 1], "image/png")).Status);
        Assert.Equal(413, (await UploadAsync(Ann, new byte[21 * 1024 * 1024], "image/png")).Status);
        Assert.Equal(415, (await Ann.Post("/api/uploads", new { file = "x" })).Status);
        Assert.Equal(400, (await Ann.Post("/api/uploads", new MultipartFormDataContent { { new StringContent("x"), "other" } })).Status);
        Assert.Equal(401, (await UploadAsync(studio.App.Anyone(), TestMedia.Png(8, 8), "image/png")).Status);
    }

    [Fact]
    public async Task An_upload_a_result_and_data_reach_the_provider_as_files_and_a_public_address_as_it_is()
    {
        var upload = await UploadAsync(Ann, TestMedia.Png(40, 30), "image/png");
        var data = $"data:image/png;base64,{Convert.ToBase64String(TestMedia.Png(20, 10))}";
        var made = await studio.EndOfAsync(await studio.StartAsync(studio.NewPrompt()));
        var result = made["result"]!.GetValue<string>().Split('/')[2];
        foreach (var (value, sent) in new[]
        {
            (upload.Json["id"]!.GetValue<string>(), TestMedia.Png(40, 30)), (result, TestMedia.Png(64, 48)), (data, TestMedia.Png(20, 10)),
            ("https://pictures.example.org/a.png", (byte[]?)null),
        })
        {
            var prompt = studio.NewPrompt();
            var done = await studio.EndOfAsync(await studio.StartAsync(prompt, GenerationApp.FromImage, new { image_url = value }));
            Assert.True(done["status"]!.GetValue<string>() == "completed", done.ToJsonString());
            Assert.DoesNotContain("base64", done["options"]!.ToJsonString());
            var given = studio.Fal.JobOf(prompt).Input["image_url"]!.GetValue<string>();
            if (sent is null) Assert.Equal(value, given);
            else Assert.StartsWith($"{studio.Fal.Url}/files/upload-", given);
            if (sent is not null) Assert.Contains(studio.Fal.Uploads, u => u.AsSpan().SequenceEqual(sent));
        }
    }

    [Theory]
    [InlineData("upl_00000000000000000000000000")]
    [InlineData("http://127.0.0.1/a.png")]
    [InlineData("http://2130706433/a.png")]
    [InlineData("http://[::1]/a.png")]
    [InlineData("http://[::ffff:10.0.0.1]/a.png")]
    [InlineData("http://localhost/a.png")]
    [InlineData("http://printer.local/a.png")]
    [InlineData("http://169.254.169.254/latest")]
    [InlineData("http://user:pass@example.org/a.png")]
    [InlineData("file:///etc/passwd")]
    [InlineData("ftp://example.org/a.png")]
    [InlineData("data:image/png;base64,AAAA")]
    [InlineData("data:text/html;base64,PGI+")]
    [InlineData("a.png")]
    public async Task Other_images_are_refused(string value)
    {
        var answer = await Ann.Post("/api/generate", new { modelId = GenerationApp.FromImage, prompt = studio.NewPrompt(), options = new { image_url = value } });
        Assert.True(answer.Status == 400, answer.ToString());
        Assert.NotNull(answer.Json["errors"]!["options.image_url"]);
    }

    internal static Task<Answer> UploadAsync(Visitor visitor, byte[] bytes, string type)
    {
        var file = new ByteArrayContent(bytes) { Headers = { ContentType = new MediaTypeHeaderValue(type) } };
        return visitor.Post("/api/uploads", new MultipartFormDataContent { { file, "file", "a.png" } });
    }
}
