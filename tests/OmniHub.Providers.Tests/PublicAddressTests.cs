using System.Net;

namespace OmniHub.Providers.Tests;

public sealed class PublicAddressTests
{
    [Theory]
    [InlineData("8.8.8.8")]
    [InlineData("1.1.1.1")]
    [InlineData("172.15.255.255")]
    [InlineData("172.32.0.1")]
    [InlineData("100.63.255.255")]
    [InlineData("100.128.0.1")]
    [InlineData("192.167.1.1")]
    [InlineData("223.255.255.255")]
    [InlineData("2606:4700:4700::1111")]
    [InlineData("2a00:1450:4001::1")]
    [InlineData("::ffff:8.8.8.8")]
    [InlineData("64:ff9b::8.8.8.8")]
    public void An_address_of_the_internet_is_public(string address) => Assert.True(PublicAddress.IsPublic(IPAddress.Parse(address)));

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("0.1.2.3")]
    [InlineData("10.0.0.1")]
    [InlineData("100.64.0.1")]
    [InlineData("100.127.255.255")]
    [InlineData("127.0.0.1")]
    [InlineData("127.255.0.9")]
    [InlineData("169.254.169.254")]
    [InlineData("172.16.0.1")]
    [InlineData("172.31.255.255")]
    [InlineData("192.0.0.170")]
    [InlineData("192.0.2.1")]
    [InlineData("192.88.99.1")]
    [InlineData("192.168.0.1")]
    [InlineData("198.18.0.1")]
    [InlineData("198.19.255.255")]
    [InlineData("198.51.100.1")]
    [InlineData("203.0.113.1")]
    [InlineData("224.0.0.1")]
    [InlineData("239.255.255.250")]
    [InlineData("240.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("::127.0.0.1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("::ffff:0:127.0.0.1")]
    [InlineData("64:ff9b::127.0.0.1")]
    [InlineData("64:ff9b::10.0.0.1")]
    [InlineData("64:ff9b:1::1")]
    [InlineData("100::1")]
    [InlineData("2001::1")]
    [InlineData("2001:db8::1")]
    [InlineData("2002:7f00:1::")]
    [InlineData("2002:808:808::")]
    [InlineData("3fff::1")]
    [InlineData("fc00::1")]
    [InlineData("fd12:3456::1")]
    [InlineData("fe80::1")]
    [InlineData("fe80::1%1")]
    [InlineData("fec0::1")]
    [InlineData("ff02::1")]
    public void Anything_else_is_not(string address) => Assert.False(PublicAddress.IsPublic(IPAddress.Parse(address)));

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    [InlineData("127.1")]
    [InlineData("2130706433")]
    [InlineData("0x7f000001")]
    [InlineData("0x7f.0.0.1")]
    [InlineData("0177.0.0.1")]
    [InlineData("0")]
    [InlineData("0.0.0.0")]
    [InlineData("[::1]")]
    [InlineData("[::]")]
    [InlineData("[::ffff:127.0.0.1]")]
    [InlineData("[::ffff:7f00:1]")]
    public async Task No_spelling_of_loopback_gets_through(string host)
    {
        await using var server = await ScriptedServer.StartAsync();
        using var http = new HttpClient(GuardedHttp.CreateHandler());

        var refused = await Assert.ThrowsAsync<HttpRequestException>(() => http.GetAsync($"http://{host}:{server.Url.Port}/"));

        Assert.IsType<PrivateAddressException>(refused.InnerException);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task A_name_with_one_private_address_among_public_ones_is_refused()
    {
        using var http = new HttpClient(GuardedHttp.CreateHandler(
            resolve: (_, _) => Task.FromResult(new[] { IPAddress.Parse("93.184.215.14"), IPAddress.Loopback })));

        var refused = await Assert.ThrowsAsync<HttpRequestException>(() => http.GetAsync("http://mixed.example/"));

        Assert.IsType<PrivateAddressException>(refused.InnerException);
    }

    [Fact]
    public async Task The_checked_address_is_the_one_that_is_reached()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Then(200, "{}");
        var asked = 0;
        using var http = new HttpClient(GuardedHttp.CreateHandler(
            allow: url => url.Host == "pinned.example",
            resolve: (_, _) => Task.FromResult(new[] { asked++ == 0 ? IPAddress.Loopback : IPAddress.None })));

        using var answer = await http.GetAsync($"http://pinned.example:{server.Url.Port}/");

        Assert.Equal((HttpStatusCode.OK, 1), (answer.StatusCode, asked));
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Redirects_are_left_to_the_caller()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Then(302, "", headers: ("Location", "http://169.254.169.254/"));
        using var http = new HttpClient(GuardedHttp.CreateHandler(allow: _ => true));

        using var answer = await http.GetAsync(server.Url);

        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
    }
}
