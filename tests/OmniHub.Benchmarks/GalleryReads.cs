using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using OmniHub.Kernel;

namespace OmniHub.Benchmarks;

/// <summary>
/// The gallery against a hand-written handler with one prepared query on the same file: <c>-- gallery [COUNT]</c>. A page of 20 should reach 0.35 of
/// its requests a second; a deep page should cost what the first does; a kept page should answer in under 5 ms.
/// </summary>
internal static class GalleryReads
{
    private const int Clients = 4;
    private static readonly TimeSpan Warm = TimeSpan.FromSeconds(2), Measured = TimeSpan.FromSeconds(4);

    public static async Task<int> RunAsync(int count)
    {
        var folder = Directory.CreateTempSubdirectory("omnihub-bench-").FullName;
        using var product = new Product(folder);
        await product.StartAsync();
        await SeedGallery.RunAsync(Path.Combine(folder, "data"), count);
        await product.OpenLimitsAsync();
        using var user = await product.SignUpAsync("bench");
        await using var plain = await HandWritten.StartAsync(Path.Combine(folder, "data", "omnihub.db"));
        using var hand = new HttpClient { BaseAddress = new Uri(plain.Urls.First()) };

        var reference = await MeasureAsync("hand-written, one prepared query", hand, "/");
        var first = await MeasureAsync("GET /api/community, signed in (rows kept)", user, "/api/community");
        await MeasureAsync("GET /api/community, visitor (kept)", product.Http, "/api/community");
        await MeasureAsync("GET /community, visitor (kept page)", product.Http, "/community", html: true);
        await MeasureAsync("GET /, visitor (kept page)", product.Http, "/", html: true);
        foreach (var sort in new[] { "new", "top", "trending" })
        {
            var deep = PageRequest.Encode(sort == "new" ? (count / 2).ToString(CultureInfo.InvariantCulture) : Community.Rank.Of(sort == "top" ? 1 : 0, count / 2).ToString(CultureInfo.InvariantCulture));
            await MeasureAsync($"sort={sort}, first page", user, $"/api/community?sort={sort}");
            await MeasureAsync($"sort={sort}, half way down", user, $"/api/community?sort={sort}&cursor={deep}");
        }

        await MeasureAsync("tag=sea&type=image&sort=top", user, "/api/community?tag=sea&type=image&sort=top");
        await MeasureAsync("q=harbour (a sixth of all)", user, "/api/community?q=harbour");
        await MeasureAsync("q=harbour&sort=top", user, "/api/community?q=harbour&sort=top");
        await MeasureAsync("q=harb&tag=sea", user, "/api/community?q=harb&tag=sea");
        Console.WriteLine($"ratio to the hand-written handler: {first / reference:0.00} (goal 0.35)");
        return 0;
    }

    private static async Task<double> MeasureAsync(string name, HttpClient client, string path, bool html = false)
    {
        await LoopAsync(client, path, html, Warm);
        var times = await LoopAsync(client, path, html, Measured);
        var rate = times.Count / Measured.TotalSeconds;
        times.Sort();
        Console.WriteLine($"{name,-44} {rate,8:0} requests/s   p50 {times[times.Count / 2],6:0.00} ms   p99 {times[times.Count * 99 / 100],6:0.00} ms");
        return rate;
    }

    private static async Task<List<double>> LoopAsync(HttpClient client, string path, bool html, TimeSpan time)
    {
        var until = Stopwatch.GetTimestamp() + (long)(time.TotalSeconds * Stopwatch.Frequency);
        var all = await Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => Task.Run(async () =>
        {
            var times = new List<double>();
            while (Stopwatch.GetTimestamp() < until)
            {
                var began = Stopwatch.GetTimestamp();
                using var request = new HttpRequestMessage(HttpMethod.Get, path);
                if (html) request.Headers.Accept.ParseAdd("text/html");
                using var answer = await client.SendAsync(request);
                await answer.Content.ReadAsByteArrayAsync();
                answer.EnsureSuccessStatusCode();
                times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            }

            return times;
        })));
        return [.. all.SelectMany(t => t)];
    }
}

/// <summary>What one would write for speed alone: a bare server, one connection a thread, one prepared query, JSON written by hand.</summary>
internal static class HandWritten
{
    private const string Sql =
        """
        SELECT p.id, p.generation_id, p.type, p.title, p.description, p.tags, p.prompt, p.model_id, p.url, p.thumbnail_url, p.user_id, p.author_name,
               p.like_count, p.view_count, p.published_at
        FROM community_placings s JOIN community_posts p ON p.number = s.number WHERE s.shelf = 'all' ORDER BY s.number DESC LIMIT 20
        """;

    public static async Task<WebApplication> StartAsync(string file)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var commands = new ThreadLocal<SqliteCommand>(() =>
        {
            var connection = new SqliteConnection($"Data Source={file};Mode=ReadOnly");
            connection.Open();
            var command = connection.CreateCommand();
            command.CommandText = Sql;
            command.Prepare();
            return command;
        });
        app.MapGet("/", async (HttpContext http) =>
        {
            http.Response.ContentType = "application/json; charset=utf-8";
            var writer = new Utf8JsonWriter(http.Response.BodyWriter);
            Write(writer, commands.Value!);
            writer.Flush();
            await http.Response.BodyWriter.FlushAsync();
        });
        await app.StartAsync();
        return app;
    }

    private static void Write(Utf8JsonWriter json, SqliteCommand command)
    {
        json.WriteStartObject();
        json.WriteStartArray("items");
        using var row = command.ExecuteReader();
        while (row.Read())
        {
            json.WriteStartObject();
            foreach (var (name, column) in new[] { ("id", 0), ("generationId", 1), ("type", 2), ("title", 3), ("description", 4) }) json.WriteString(name, row.GetString(column));
            json.WriteStartArray("tags");
            foreach (var tag in row.GetString(5).Split('\n')) json.WriteStringValue(tag);
            json.WriteEndArray();
            foreach (var (name, column) in new[] { ("prompt", 6), ("modelId", 7), ("result", 8), ("thumbnailUrl", 9) }) json.WriteString(name, row.GetString(column));
            json.WriteStartObject("author");
            json.WriteString("id", row.GetString(10));
            json.WriteString("name", row.GetString(11));
            json.WriteEndObject();
            json.WriteNumber("likeCount", row.GetInt32(12));
            json.WriteNumber("viewCount", row.GetInt32(13));
            json.WriteString("publishedAt", DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(14)));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNull("nextCursor");
        json.WriteEndObject();
    }
}
