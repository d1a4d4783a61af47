using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using SkiaSharp;
using Xunit;

namespace OmniHub.Sandbox.Tests;

public sealed class OutputTests
{
    [Theory]
    [InlineData("fal-ai/flux/schnell", """{"image_size":"landscape_16_9","num_images":3}""", "image/jpeg", 1024, 576,
        "1,0|seed,prompt,timings,has_nsfw_concepts")]
    [InlineData("fal-ai/flux-pro/v1.1-ultra", """{"aspect_ratio":"21:9","output_format":"png"}""", "image/png", 1568, 672, "seed")]
    [InlineData("fal-ai/nano-banana", """{"output_format":"webp","aspect_ratio":"9:16"}""", "image/webp", 768, 1376, "description")]
    [InlineData("fal-ai/recraft/v3/text-to-image", """{"image_size":{"width":400,"height":300}}""", "image/png", 400, 300, "")]
    [InlineData("openai/gpt-image-2", """{"image_size":"portrait_4_3"}""", "image/png", 768, 1024, "")]
    public async Task Pictures_come_in_the_size_and_format_asked_for(string endpoint, string input, string type, int width, int height,
        string members)
    {
        await using var sandbox = await SandboxHost.StartAsync();
        var asked = JsonNode.Parse(input)!.AsObject();
        asked["prompt"] = "a quiet harbour";
        var result = await sandbox.RunAsync(endpoint, asked);
        Assert.Equal(HttpStatusCode.OK, result.Code);
        var images = result.Json["images"]!.AsArray();
        Assert.Equal(asked["num_images"]?.GetValue<int>() ?? 1, images.Count);
        foreach (var member in members.Split('|')[^1].Split(',',
            StringSplitOptions.RemoveEmptyEntries)) Assert.NotNull(result.Json[member]);
        foreach (var image in images)
        {
            using var file = await sandbox.Http.GetAsync(image!["url"]!.ToString());
            Assert.Equal(type, file.Content.Headers.ContentType!.MediaType);
            using var picture = SKBitmap.Decode(await file.Content.ReadAsByteArrayAsync());
            Assert.Equal((width, height), (picture.Width, picture.Height));
            Assert.True(picture.Pixels.Distinct().Take(50).Count() == 50, "The picture is blank");
        }
    }

    [Theory]
    [InlineData("fal-ai/veo3.1", """{"duration":"4s"}""", 4, 640, 360)]
    [InlineData("fal-ai/kling-video/v2.5-turbo/pro/text-to-video", """{"aspect_ratio":"9:16","duration":"5"}""", 5, 360, 640)]
    [InlineData("fal-ai/sora-2/text-to-video", """{"duration":"8"}""", 8, 640, 360)]
    [InlineData("fal-ai/wan-t2v", """{"num_frames":81,"frames_per_second":16}""", 5.06, 640, 360)]
    public async Task Films_play_for_the_seconds_asked_for(string endpoint, string input, double seconds, int width, int height)
    {
        await using var sandbox = await SandboxHost.StartAsync();
        var asked = JsonNode.Parse(input)!.AsObject();
        asked["prompt"] = "waves on a beach";
        var result = await sandbox.RunAsync(endpoint, asked);
        Assert.Equal(HttpStatusCode.OK, result.Code);
        using var file = await sandbox.Http.GetAsync(result.Json["video"]!["url"]!.ToString());
        Assert.Equal("video/webm", file.Content.Headers.ContentType!.MediaType);
        var film = Webm.Read(await file.Content.ReadAsByteArrayAsync());
        Assert.Equal((width, height), (film.Width, film.Height));
        Assert.Equal(seconds * 1000, film.DurationMs, 50.0);
        Assert.Equal((int)Math.Round(seconds * 12), film.Frames.Count);
        using var first = film.Decode(0);
        using var later = film.Decode(7);
        Assert.Equal((width, height), (first.Width, first.Height));
        Assert.False(first.Bytes.AsSpan().SequenceEqual(later.Bytes), "The film stands still");
    }

    [Fact]
    public async Task Every_endpoint_answers_its_own_shape()
    {
        await using var sandbox = await SandboxHost.StartAsync();
        var shapes = Catalogue.All.GroupBy(m => string.Join(' ', m.Output.Select(o => o.Name + o.Type))).Select(g => g.First()).ToList();
        Assert.True(shapes.Count > 10);
        foreach (var model in shapes)
        {
            var input = new JsonObject { ["prompt"] = "hills" };
            foreach (var field in model.Input.Where(f => f is { Required: true, File: true }))
            {
                var url = Inputs.RedSquare();
                input[field.Name] = field.Type == "strings" ? new JsonArray(url) : url;
            }
            if (model.Find("image_size") is { Type: "size" }) input["image_size"] = "square";
            var result = await sandbox.RunAsync(model.Endpoint, input);
            Assert.True(result.Code == HttpStatusCode.OK, $"{model.Endpoint}: {result.Text}");
            foreach (var output in model.Output.Where(o => o.Required)) Assert.True(result.Json[output.Name] is not null,
                $"{model.Endpoint} lacks {output.Name}");
        }
    }

    [Fact]
    public async Task Sync_mode_answers_a_data_uri()
    {
        await using var sandbox = await SandboxHost.StartAsync();
        var result = await sandbox.RunAsync("fal-ai/flux/dev", new JsonObject
        {
            ["prompt"] = "x",
            ["image_size"] = "square",
            ["sync_mode"] = true
        });
        var url = result.Json["images"]![0]!["url"]!.ToString();
        Assert.StartsWith("data:image/jpeg;base64,", url);
        using var picture = SKBitmap.Decode(Convert.FromBase64String(url[(url.IndexOf(',', StringComparison.Ordinal) + 1)..]));
        Assert.Equal(512, picture.Width);
    }

    [Fact]
    public async Task The_same_seed_gives_the_same_picture_and_another_model_another_take()
    {
        await using var sandbox = await SandboxHost.StartAsync();
        async Task<byte[]> Draw(string endpoint, int seed)
        {
            var result = await sandbox.RunAsync(endpoint, new JsonObject
            {
                ["prompt"] = "a castle",
                ["seed"] = seed,
                ["image_size"] = "square"
            });
            return await sandbox.Http.GetByteArrayAsync(result.Json["images"]![0]!["url"]!.ToString());
        }
        var first = await Draw("fal-ai/flux/dev", 7);
        Assert.Equal(first, await Draw("fal-ai/flux/dev", 7));
        Assert.NotEqual(first, await Draw("fal-ai/flux/dev", 8));
        Assert.NotEqual(first, await Draw("fal-ai/flux/schnell", 7));
    }

    [Fact]
    public async Task A_film_of_a_picture_shows_that_picture()
    {
        await using var sandbox = await SandboxHost.StartAsync();
        var result = await sandbox.RunAsync("fal-ai/kling-video/v2.1/standard/image-to-video",
            new JsonObject { ["prompt"] = "slow zoom", ["image_url"] = Inputs.RedSquare() });
        var film = Webm.Read(await sandbox.Http.GetByteArrayAsync(result.Json["video"]!["url"]!.ToString()));
        using var frame = film.Decode(0);
        var middle = frame.GetPixel(frame.Width / 2, frame.Height / 2);
        Assert.True(middle.Red > 150 && middle.Green < 110, $"The middle is {middle}");
    }

    [Fact]
    public async Task Files_have_ranges_and_tags_and_heads()
    {
        await using var sandbox = await SandboxHost.StartAsync();
        var url = (await sandbox.RunAsync("hills")).Json["images"]![0]!["url"]!.ToString();
        var whole = await sandbox.Http.GetByteArrayAsync(url);
        using var part = new HttpRequestMessage(HttpMethod.Get, url);
        part.Headers.Range = new RangeHeaderValue(2, 9);
        using var partial = await sandbox.Http.SendAsync(part);
        Assert.Equal(HttpStatusCode.PartialContent, partial.StatusCode);
        Assert.Equal(whole[2..10], await partial.Content.ReadAsByteArrayAsync());

        using var head = await sandbox.Http.SendAsync(new HttpRequestMessage(HttpMethod.Head, url));
        Assert.Equal(whole.Length, head.Content.Headers.ContentLength);
        using var same = new HttpRequestMessage(HttpMethod.Get, url);
        same.Headers.IfNoneMatch.Add(head.Headers.ETag!);
        using var unchanged = await sandbox.Http.SendAsync(same);
        Assert.Equal(HttpStatusCode.NotModified, unchanged.StatusCode);
    }
}

public static class Inputs
{
    public static string RedSquare()
    {
        using var bitmap = new SKBitmap(64, 48);
        bitmap.Erase(new SKColor(220, 30, 30));
        using var data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return "data:image/png;base64," + Convert.ToBase64String(data.ToArray());
    }
}

/// <summary>Reads back what a player would: size, length and frames of a WebM.</summary>
public sealed record Webm(int Width, int Height, double DurationMs, IReadOnlyList<byte[]> Frames)
{
    private static readonly HashSet<uint> Masters = [0x18538067, 0x1549A966, 0x1654AE6B, 0xAE, 0xE0, 0x1F43B675];

    public static Webm Read(byte[] bytes)
    {
        var (width, height, duration, frames) = (0, 0, 0.0, new List<byte[]>());
        Assert.Equal(0x1A45DFA3u, BinaryPrimitives.ReadUInt32BigEndian(bytes));
        void Walk(int from, int to)
        {
            for (var at = from; at < to;)
            {
                var idLength = bytes[at] >= 0x80 ? 1 : bytes[at] >= 0x40 ? 2 : bytes[at] >= 0x20 ? 3 : 4;
                var id = 0u;
                for (var i = 0; i < idLength; i++) id = (id << 8) | bytes[at + i];
                at += idLength;
                var size = (int)(BinaryPrimitives.ReadUInt64BigEndian(bytes.AsSpan(at)) & 0xFFFFFFFFFFFFFF);
                at += 8;
                if (Masters.Contains(id)) Walk(at, at + size);
                var data = bytes.AsSpan(at, size);
                if (id == 0xB0) width = Number(data);
                if (id == 0xBA) height = Number(data);
                if (id == 0x4489) duration = BinaryPrimitives.ReadDoubleBigEndian(data);
                if (id == 0xA3) frames.Add(data[4..].ToArray());
                at += size;
            }
        }
        Walk(0, bytes.Length);
        return new Webm(width, height, duration, frames);
    }

    /// <summary>A VP8 key frame is the payload of a lossy WebP.</summary>
    public SKBitmap Decode(int frame)
    {
        var vp8 = Frames[frame];
        var padded = vp8.Length + (vp8.Length & 1);
        var webp = new byte[20 + padded];
        "RIFF"u8.CopyTo(webp);
        BinaryPrimitives.WriteInt32LittleEndian(webp.AsSpan(4), 12 + padded);
        "WEBPVP8 "u8.CopyTo(webp.AsSpan(8));
        BinaryPrimitives.WriteInt32LittleEndian(webp.AsSpan(16), vp8.Length);
        vp8.CopyTo(webp, 20);
        return SKBitmap.Decode(webp);
    }

    private static int Number(ReadOnlySpan<byte> data)
    {
        var value = 0;
        foreach (var b in data) value = (value << 8) | b;
        return value;
    }
}
