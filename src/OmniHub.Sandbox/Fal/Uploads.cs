using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace OmniHub.Sandbox;

/// <summary>The file storage that both official clients upload to: in one piece, or in parts beyond 90 MiB.</summary>
internal static class Uploads
{
    private const string PutPrefix = "/storage/put/";
    private const int PartsMax = 10_000;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/storage/upload/initiate", Initiate);
        routes.MapPost("/storage/upload/initiate-multipart", Initiate);
        routes.MapPost("/storage/auth/token", Token);
        routes.MapPost("/tokens/", RealtimeToken);
        routes.MapPut(PutPrefix + "{folder}/{name}", Put);
        routes.MapPut(PutPrefix + "{folder}/{name}/{part:int}", PutPart);
        routes.MapPost(PutPrefix + "{folder}/{name}/complete", Complete);
        routes.MapPost("/files/upload", PostWhole);
        routes.MapPost("/files/upload/multipart", PostMultipart);
        routes.MapPut(Files.UrlPrefix + "{folder}/{name}/multipart/{upload}/{part:int}",
            (string folder, string name, int part, HttpContext http, Gear gear) => PutPart(folder, name, part, http, gear));
        routes.MapPost(Files.UrlPrefix + "{folder}/{name}/multipart/{upload}/complete",
            (string folder, string name, HttpContext http, Gear gear) => Complete(folder, name, http, gear));
    }

    private static async Task<IResult> Initiate(HttpContext http, Gear gear)
    {
        var fault = gear.Faults.Take("upload", "storage", "", "", "");
        return await FaultAnswers.Play(http, fault, gear.Clock, async () =>
        {
            if (await SubmitJob.ReadAsync(http) is not { } body) return Refused();
            var place = NewPlace(body["file_name"]?.ToString(), body["content_type"]?.ToString());
            var origin = SubmitJob.OriginOf(http);
            return Answer.Of(200, new JsonObject
            {
                ["upload_url"] = $"{origin}{PutPrefix}{place}?signature={RandomNumberGenerator.GetHexString(16, lowercase: true)}",
                ["file_url"] = origin + Files.UrlPrefix + place,
            });
        });
    }

    private static async Task<IResult> Put(string folder, string name, HttpContext http, Gear gear) =>
        await WriteAsync(gear.Files.PathOf(folder, name), http) is { } tag ? Tagged(http, tag, new JsonObject()) : Refused();

    private static async Task<IResult> PutPart(string folder, string name, int part, HttpContext http, Gear gear)
    {
        if (part is < 1 or > PartsMax || gear.Files.PathOf(folder, name) is not { } path) return Refused();
        var tag = await WriteAsync(PartPath(path, part), http);
        return Tagged(http, tag!, new JsonObject { ["partNumber"] = part, ["etag"] = tag });
    }

    private static async Task<IResult> Complete(string folder, string name, HttpContext http, Gear gear)
    {
        if (gear.Files.PathOf(folder, name) is not { } path || await SubmitJob.ReadAsync(http) is not { } body) return Refused();
        var numbers = (body["parts"] as JsonArray ?? [])
            .Select(p => (int)(Validation.AsNumber(p?["partNumber"] ?? p?["part_number"]) ?? 0)).Order().ToList();
        if (numbers.Count == 0 || numbers.Any(n => n < 1 || !File.Exists(PartPath(path, n)))) return Refused();
        await using (var whole = File.Create(path))
        {
            foreach (var number in numbers)
            {
                await using var part = File.OpenRead(PartPath(path, number));
                await part.CopyToAsync(whole, http.RequestAborted);
            }
        }
        foreach (var number in numbers) File.Delete(PartPath(path, number));
        return Answer.Of(200, new JsonObject { ["access_url"] = $"{SubmitJob.OriginOf(http)}{Files.UrlPrefix}{folder}/{name}" });
    }

    private static async Task<IResult> PostWhole(HttpContext http, Gear gear)
    {
        var place = NewPlace(http.Request.Headers["x-fal-file-name"], http.Request.ContentType);
        await WriteAsync(PathOf(gear, place), http);
        return Answer.Of(200, new JsonObject { ["access_url"] = SubmitJob.OriginOf(http) + Files.UrlPrefix + place });
    }

    private static Answer PostMultipart(HttpContext http)
    {
        var place = NewPlace(http.Request.Headers["x-fal-file-name"], http.Request.ContentType);
        return Answer.Of(200, new JsonObject
        {
            ["access_url"] = SubmitJob.OriginOf(http) + Files.UrlPrefix + place,
            ["uploadId"] = RandomNumberGenerator.GetHexString(16, lowercase: true),
        });
    }

    private static Answer Token(HttpContext http, Gear gear) => Answer.Of(200, new JsonObject
    {
        ["token"] = NewToken(),
        ["token_type"] = "Bearer",
        ["base_url"] = SubmitJob.OriginOf(http),
        ["expires_at"] = gear.Clock.GetUtcNow().AddHours(1).UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
    });

    private static Answer RealtimeToken() => Answer.Of(200, JsonValue.Create(NewToken()));

    private static string NewToken() => RandomNumberGenerator.GetHexString(48, lowercase: true);

    private static string NewPlace(string? name, string? contentType) =>
        $"{Guid.NewGuid():N}/{Files.SafeName(name, contentType)}";

    private static string PathOf(Gear gear, string place) => gear.Files.PathOf(place[..32], place[33..])!;

    private static string PartPath(string path, int part) => string.Create(CultureInfo.InvariantCulture, $"{path}.part{part}");

    private static async Task<string?> WriteAsync(string? path, HttpContext http)
    {
        if (path is null) return null;
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var file = File.Create(path);
        var buffer = new byte[128 * 1024];
        int read;
        while ((read = await http.Request.Body.ReadAsync(buffer, http.RequestAborted)) > 0)
        {
            hash.AppendData(buffer, 0, read);
            await file.WriteAsync(buffer.AsMemory(0, read), http.RequestAborted);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..32];
    }

    private static Answer Tagged(HttpContext http, string tag, JsonObject body)
    {
        http.Response.Headers.ETag = $"\"{tag}\"";
        return Answer.Of(200, body);
    }

    private static Answer Refused() => Answer.Failed(400, "bad_request", "Invalid upload");
}
