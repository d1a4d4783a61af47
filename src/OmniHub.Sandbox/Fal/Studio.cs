using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using SkiaSharp;

namespace OmniHub.Sandbox;

/// <summary>What running a job gave: the model's own answer, success or not.</summary>
internal sealed record Made(int Code, JsonNode Body, decimal Units, string? Error = null, string? ErrorType = null);

/// <summary>Runs a job as the model would: checks the input, makes the files, answers in the model's own shape.</summary>
internal sealed class Studio(Easel easel, Files files, Sources sources)
{
    private const string AskedFormatDefault = "png";
    private const decimal HugeSeed = 17454220438242315174m;

    public async Task<Made> MakeAsync(Job job, CancellationToken ct)
    {
        var model = Catalogue.Find(job.Endpoint)!;
        var input = job.InputJson;
        if (Validation.Check(model, input) is { Count: > 0 } errors) return Refused(errors);
        if (Planned(job) is { } planned) return planned;

        var source = await sources.LoadAsync(model, input, ct);
        if (source.Problem is { } problem) return Refused([problem]);

        var work = new Work(job, model, input, source.Picture, SeedOf(job, input));
        return model.IsVideo ? await FilmAsync(work, ct) : await PicturesAsync(work, ct);
    }

    private static Made Refused(JsonArray errors) => new(422, new JsonObject { ["detail"] = errors }, 0, "Invalid status code: 422");

    /// <summary>The failures that a directive asks for.</summary>
    private static Made? Planned(Job job)
    {
        Made Model(string type, string message) => Refused(
            [Validation.Detail(type, ["prompt"], message, job.Prompt, url: $"https://docs.fal.ai/errors/#{type}")]);
        Made Queue(int code, string type, string message) =>
            new(code, new JsonObject { ["detail"] = message, ["error_type"] = type }, 0, message, type);
        if (job.Suffers("content-policy"))
            return Model("content_policy_violation", "The content could not be processed because it was flagged by a content checker.");
        if (job.Suffers("no-media"))
            return Model("no_media_generated", "No media was generated. Please try again with a different prompt.");
        if (job.Suffers("timeout")) return Queue(504, "request_timeout", "Request timed out");
        return job.Suffers("completed-error") ? Queue(500, "runner_server_error", "Internal server error") : null;
    }

    private async Task<Made> PicturesAsync(Work work, CancellationToken ct)
    {
        var (job, model, input, source, seed) = work;
        var asked = Shapes.OfImage(model, input, source is null ? null : Picture.SizeOf(source));
        var drawn = Shapes.Drawn(asked);
        var format = Shapes.Value(model, input, "output_format")?.ToString() ?? AskedFormatDefault;
        var count = job.Suffers("empty-output") ? 0 : Shapes.Count(model, input);
        var strength = (double)(Validation.AsNumber(input["strength"]) ?? 0.75m);
        var images = new JsonArray();
        for (var i = 0; i < count; i++)
        {
            var commission = new Commission(
                Directive.Without(job.Prompt), model.Endpoint, seed + (ulong)i, drawn.Width, drawn.Height, source, strength);
            var bytes = await easel.DrawAsync(() => job.Suffers("nsfw")
                ? Picture.Black(drawn.Width, drawn.Height, FormatOf(format))
                : Picture.Draw(commission, FormatOf(format)), ct);
            images.Add(await FileOf(work, bytes, $"image/{format}", format == "jpeg" ? "jpg" : format, drawn, null, ct));
        }
        var units = Units.Of(model, input, [.. Enumerable.Repeat(asked, count)]);
        return Answer(work, units, images, images.FirstOrDefault()?.DeepClone(), null);
    }

    private async Task<Made> FilmAsync(Work work, CancellationToken ct)
    {
        var (job, model, input, source, seed) = work;
        var (width, height) = Shapes.OfVideo(model, input, source is null ? null : Picture.SizeOf(source));
        var seconds = Shapes.Seconds(model, input);
        var commission = new Commission(Directive.Without(job.Prompt), model.Endpoint, seed, width, height, source, 1);
        var film = await easel.DrawAsync(() => Film.Draw(commission, seconds), ct);
        var video = await FileOf(work, film.Webm, "video/webm", "webm", (width, height), film, ct);
        var poster = model.Output.Any(o => o.Name == "thumbnail")
            ? await FileOf(work, film.Poster, "image/jpeg", "jpg", (width, height), null, ct)
            : null;
        return Answer(work, Units.Of(model, input, []), [], video, poster);
    }

    private async Task<JsonObject> FileOf(
        Work work, byte[] bytes, string type, string extension, (int Width, int Height) size, FilmReel? film, CancellationToken ct)
    {
        var inline = film is null && Shapes.Flag(work.Model, work.Input, "sync_mode");
        var url = inline
            ? $"data:{type};base64,{Convert.ToBase64String(bytes)}"
            : await files.SaveAsync(work.Job.Id, extension, bytes, ct);
        if (work.Job.Suffers("media-private")) url = "http://169.254.169.254/latest/meta-data/";
        var all = new JsonObject
        {
            ["url"] = url,
            ["content_type"] = type,
            ["file_name"] = url.StartsWith("data:", StringComparison.Ordinal) ? $"image.{extension}" : Path.GetFileName(url),
            ["file_size"] = bytes.Length,
            ["width"] = size.Width,
            ["height"] = size.Height,
            ["fps"] = film?.FramesPerSecond,
            ["duration"] = film?.Seconds,
            ["num_frames"] = film?.Frames,
        };
        var fields = work.Model.Output.Where(o => o.Type is "file" or "files").SelectMany(o => o.Fields).ToHashSet();
        foreach (var name in all.Select(p => p.Key).ToList())
        {
            if (name != "url" && fields.Count > 0 && !fields.Contains(name)) all.Remove(name);
        }
        return all;
    }

    private static Made Answer(Work work, decimal units, JsonArray images, JsonNode? file, JsonNode? poster)
    {
        var (job, model, _, _, seed) = work;
        var body = new JsonObject();
        foreach (var output in model.Output)
        {
            body[output.Name] = output switch
            {
                { Type: "files" } => images,
                { Name: "thumbnail" } => poster,
                { Name: "spritesheet" } => null,
                { Type: "file" } => file,
                { Type: "booleans" } => new JsonArray([.. images.Select(_ => (JsonNode)job.Suffers("nsfw"))]),
                { Name: "seed" } => job.Suffers("huge-seed") ? HugeSeed : seed,
                { Name: "prompt" or "revised_prompt" or "actual_prompt" } => job.Prompt,
                { Name: "num_images" } => images.Count,
                { Name: "timings" } => new JsonObject { ["inference"] = Math.Round(job.PlannedMs / 1000.0, 6) },
                { Name: "video_id" } => $"video_{job.Id.Replace("-", "", StringComparison.Ordinal)}",
                _ => "",
            };
            if (body[output.Name] is null && !output.Required) body.Remove(output.Name);
        }
        return new Made(200, body, units);
    }

    private static ulong SeedOf(Job job, JsonObject input)
    {
        if (Validation.AsNumber(input["seed"]) is { } asked) return (ulong)(Math.Abs(asked) % ulong.MaxValue);
        // From the id rather than from chance: a job that is run again after a restart gives the same picture.
        return BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData(Guid.Parse(job.Id).ToByteArray()));
    }

    private static SKEncodedImageFormat FormatOf(string format) => format switch
    {
        "png" => SKEncodedImageFormat.Png,
        "webp" => SKEncodedImageFormat.Webp,
        _ => SKEncodedImageFormat.Jpeg,
    };

    private sealed record Work(Job Job, FalModel Model, JsonObject Input, byte[]? Source, ulong Seed);
}
