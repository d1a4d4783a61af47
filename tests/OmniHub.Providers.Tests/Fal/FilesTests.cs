using System.Text;

namespace OmniHub.Providers.Tests;

public sealed class FilesTests : FalTests
{
    private const long BytesMax = 1 << 20;

    private readonly MemoryStream file = new();

    [Fact]
    public async Task A_file_is_copied_without_the_key()
    {
        Server.Then(200, "bytes of a picture", "image/PNG; x=y");

        Assert.Equal(new FalDownload.Saved("image/png", 18), await FetchAsync("files/a.png"));

        Assert.Equal("bytes of a picture", Encoding.UTF8.GetString(file.ToArray()));
        Assert.Null(Assert.Single(Server.Requests).Header("Authorization"));
    }

    [Theory]
    [InlineData("http://169.254.169.254/latest/meta-data")]
    [InlineData("http://127.0.0.1:1/x")]
    [InlineData("https://127.0.0.1/x")]
    [InlineData("https://example.com/x.png")]
    [InlineData("http://v3.fal.media/files/x.png")]
    [InlineData("https://v3.fal.media:8443/files/x.png")]
    [InlineData("https://user@v3.fal.media/files/x.png")]
    [InlineData("https://fal.media.evil.example/x.png")]
    [InlineData("https://evilfal.media/x.png")]
    [InlineData("file:///etc/passwd")]
    [InlineData("ftp://fal.media/x")]
    [InlineData("/files/x.png")]
    [InlineData("")]
    public async Task An_address_that_is_neither_fals_nor_allowed_is_refused(string url)
    {
        var refused = Assert.IsType<FalDownload.Refused>(await Files.DownloadAsync(url, file, BytesMax));

        Assert.Equal(FalCode.FileRefused, refused.Error.Code);
        AssertPlain(refused.Error);
    }

    [Fact]
    public async Task A_redirect_is_followed_where_it_leads_to_an_allowed_place()
    {
        Server.Then(302, "", headers: ("Location", "/files/b.png")).Then(200, "b", "image/png");

        Assert.IsType<FalDownload.Saved>(await FetchAsync("files/a.png"));

        Assert.Equal(["/files/a.png", "/files/b.png"], Server.Requests.Select(seen => seen.Path));
    }

    [Fact]
    public async Task A_redirect_to_a_private_host_is_refused_before_it_is_reached()
    {
        await using var other = await ScriptedServer.StartAsync();
        Server.Then(302, "", headers: ("Location", other.Url.ToString()));

        Assert.IsType<FalDownload.Refused>(await FetchAsync("files/a.png"));

        Assert.Empty(other.Requests);
    }

    [Fact]
    public async Task Redirects_in_a_circle_end()
    {
        Server.Then(307, "", headers: ("Location", "/files/a.png"));

        Assert.IsType<FalDownload.Refused>(await FetchAsync("files/a.png"));

        Assert.Equal(4, Server.Requests.Count);
    }

    [Fact]
    public async Task A_redirect_to_nowhere_is_refused()
    {
        Server.Then(302);

        Assert.IsType<FalDownload.Refused>(await FetchAsync("files/a.png"));
    }

    [Theory]
    [InlineData(404, typeof(FalDownload.Gone))]
    [InlineData(410, typeof(FalDownload.Gone))]
    [InlineData(403, typeof(FalDownload.Transient))]
    [InlineData(429, typeof(FalDownload.Transient))]
    [InlineData(500, typeof(FalDownload.Transient))]
    [InlineData(206, typeof(FalDownload.Transient))]
    public async Task A_file_that_is_not_served_is_told_from_one_that_is_gone(int status, Type expected)
    {
        Server.Then(status, "x", "image/png");

        Assert.IsType(expected, await FetchAsync("files/a.png"));
        Assert.Equal(0, file.Length);
    }

    [Theory]
    [InlineData("text/html")]
    [InlineData("application/json")]
    [InlineData("text/plain")]
    public async Task A_page_in_place_of_a_file_is_not_stored(string type)
    {
        Server.Then(200, "<html>be right back</html>", type);

        Assert.Equal(FalCode.Malformed, Assert.IsType<FalDownload.Transient>(await FetchAsync("files/a.png")).Error.Code);
        Assert.Equal(0, file.Length);
    }

    [Fact]
    public async Task An_empty_file_is_none()
    {
        Server.Then(200, "", "image/png");

        Assert.IsType<FalDownload.Transient>(await FetchAsync("files/a.png"));
    }

    [Fact]
    public async Task A_file_that_says_it_is_too_large_is_refused_at_once()
    {
        Server.Then(context =>
        {
            context.Response.ContentLength = BytesMax + 1;
            return context.Response.StartAsync();
        });

        Assert.IsType<FalDownload.Refused>(await FetchAsync("files/a.mp4"));
        Assert.Equal(0, file.Length);
    }

    [Fact]
    public async Task An_endless_file_is_cut_off_at_the_limit()
    {
        Server.Then(async context =>
        {
            context.Response.ContentType = "video/mp4";
            while (!context.RequestAborted.IsCancellationRequested)
                await context.Response.Body.WriteAsync(new byte[64 * 1024], context.RequestAborted);
        });

        Assert.IsType<FalDownload.Refused>(await FetchAsync("files/a.mp4"));
        Assert.True(file.Length <= BytesMax);
    }

    [Fact]
    public async Task A_file_that_breaks_off_is_not_taken_for_whole()
    {
        Server.Then(async context =>
        {
            context.Response.ContentLength = 1000;
            await context.Response.WriteAsync("half");
            await context.Response.Body.FlushAsync();
            context.Abort();
        });

        Assert.Equal(FalCode.Unavailable, Assert.IsType<FalDownload.Transient>(await FetchAsync("files/a.png")).Error.Code);
    }

    [Fact]
    public async Task A_file_that_falls_silent_ends_in_time()
    {
        Hurry();
        Server.Then(async context =>
        {
            context.Response.ContentLength = 1000;
            await context.Response.WriteAsync("half");
            await context.Response.Body.FlushAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        });

        Assert.Equal(FalCode.Timeout, Assert.IsType<FalDownload.Transient>(await FetchAsync("files/a.png")).Error.Code);
    }

    [Fact]
    public async Task A_file_that_trickles_ends_with_the_whole_budget()
    {
        Settings.Use(Settings.Current with { DownloadTimeout = TimeSpan.FromMilliseconds(200) });
        Server.Then(async context =>
        {
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.Body.WriteAsync("x"u8.ToArray(), context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
                await Task.Delay(20, context.RequestAborted);
            }
        });

        Assert.Equal(FalCode.Timeout, Assert.IsType<FalDownload.Transient>(await FetchAsync("files/a.png")).Error.Code);
    }

    [Fact]
    public async Task A_full_disk_of_ours_is_not_the_providers_trouble()
    {
        Server.Then(200, "bytes", "image/png");

        await Assert.ThrowsAsync<NotSupportedException>(
            () => Files.DownloadAsync($"{Server.Url}files/a.png", new MemoryStream([], writable: false), BytesMax));
    }

    [Theory]
    [InlineData("data:image/png;base64,iVBORw0KGgo=", "image/png", 8)]
    [InlineData("DATA:image/svg+xml;charset=utf-8,%3Csvg%2F%3E", "image/svg+xml", 6)]
    [InlineData("data:;base64,QUI=", null, 2)]
    [InlineData("data:image/webp;base64,QUI%3D", "image/webp", 2)]
    public async Task A_data_url_is_decoded(string url, string? type, long bytes)
    {
        Assert.Equal(new FalDownload.Saved(type, bytes), await Files.DownloadAsync(url, file, BytesMax));
        Assert.Equal(bytes, file.Length);
    }

    [Theory]
    [InlineData("data:image/png;base64")]
    [InlineData("data:image/png;base64,???")]
    [InlineData("data:image/png;base64,")]
    [InlineData("data:image/png;base64,AAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("data:text/plain,more%20than%20ten%20bytes")]
    public async Task A_data_url_that_is_broken_or_too_large_is_refused(string url)
    {
        Assert.IsType<FalDownload.Refused>(await Files.DownloadAsync(url, file, 10));
        Assert.Equal(0, file.Length);
    }

    [Fact]
    public async Task An_upload_asks_for_a_place_and_puts_the_bytes_there_without_the_key()
    {
        Server.Then(200, $$"""{"upload_url":"{{Server.Url}}put/1?sig=2","file_url":"https://v3.fal.media/files/x/a.png"}""").Then(200);

        var answer = await Client.UploadAsync(new MemoryStream("bytes"u8.ToArray()), "image/png", "a.png");

        Assert.Equal(new FalAnswer<Uri>.Ok(new("https://v3.fal.media/files/x/a.png")), answer);
        var (ask, put) = (Server.Requests.First(), Server.Requests.Last());
        Assert.Equal(("POST", "/storage/upload/initiate?storage_type=fal-cdn-v3"), (ask.Method, ask.Path));
        Assert.Equal("Key kid:ksecret", ask.Header("Authorization"));
        Assert.Equal("""{"content_type":"image/png","file_name":"a.png"}""", ask.Text);
        Assert.Equal(("PUT", "/put/1?sig=2", "bytes", "image/png", null),
            (put.Method, put.Path, put.Text, put.Header("Content-Type"), put.Header("Authorization")));
    }

    [Theory]
    [InlineData(200, """{"upload_url":"http://127.0.0.1:1/x","file_url":"https://v3.fal.media/a"}""", FalCode.Malformed)]
    [InlineData(200, """{"upload_url":"https://127.0.0.1:1/x","file_url":"https://v3.fal.media/a"}""", FalCode.Unavailable)]
    [InlineData(200, """{"upload_url":"gopher://x","file_url":7}""", FalCode.Malformed)]
    [InlineData(200, "oops", FalCode.Malformed)]
    [InlineData(401, "{}", FalCode.Unauthorized)]
    [InlineData(502, Nginx, FalCode.Unavailable)]
    public async Task An_upload_without_a_good_place_fails(int status, string body, string code)
    {
        Server.Then(status, body);

        var failed = Assert.IsType<FalAnswer<Uri>.Failed>(await Client.UploadAsync(new MemoryStream([1]), "image/png", "a.png"));

        Assert.Equal(code, failed.Error.Code);
        AssertPlain(failed.Error);
    }

    [Fact]
    public async Task An_upload_that_is_turned_away_fails()
    {
        Server.Then(200, $$"""{"upload_url":"{{Server.Url}}put","file_url":"https://v3.fal.media/a"}""").Then(403);

        Assert.IsType<FalAnswer<Uri>.Failed>(await Client.UploadAsync(new MemoryStream([1]), "image/png", "a.png"));
    }

    private Task<FalDownload> FetchAsync(string path) => Files.DownloadAsync($"{Server.Url}{path}", file, BytesMax);
}
