using Hangfire.Server;

namespace Hangfire.Storage.SQLite.Tests;

/// <summary>Requirements 81 to 83: servers and their signs of life.</summary>
public sealed class ServerTests
{
    [Theory, On(InMemory = "the first announcement stands")]
    public void R081_a_server_announces_itself(Kind kind)
    {
        using var stored = Stored.In(kind);
        stored.Connection.AnnounceServer("one", new ServerContext { WorkerCount = 1, Queues = ["old"] });
        stored.Connection.AnnounceServer("one", new ServerContext { WorkerCount = 4, Queues = ["critical", "default"] });

        var server = Assert.Single(stored.Monitor.Servers());
        Assert.Equal(("one", 4), (server.Name, server.WorkersCount));
        Assert.Equal(["critical", "default"], server.Queues);
        Assert.Equal(DateTime.UtcNow, server.StartedAt.ToUniversalTime(), TimeSpan.FromMinutes(1));
        Assert.Equal(DateTime.UtcNow, server.Heartbeat!.Value.ToUniversalTime(), TimeSpan.FromMinutes(1));
        Assert.Equal(1, stored.Monitor.GetStatistics().Servers);
    }

    [Theory, On]
    public void R082_a_heart_that_nobody_knows_is_told_so(Kind kind)
    {
        using var stored = Stored.In(kind);
        Assert.Throws<BackgroundServerGoneException>(() => stored.Connection.Heartbeat("unknown"));
        stored.Connection.AnnounceServer("one", new ServerContext { WorkerCount = 1, Queues = [] });
        stored.Connection.Heartbeat("one");
        Assert.Throws<ArgumentNullException>(() => stored.Connection.Heartbeat(null));
    }

    [Theory, On]
    public async Task R083_only_servers_without_a_sign_of_life_are_removed(Kind kind)
    {
        using var stored = Stored.In(kind);
        foreach (var name in (string[])["stale", "alive", "gone"])
            stored.Connection.AnnounceServer(name, new ServerContext { WorkerCount = 1, Queues = ["default"] });
        stored.Connection.RemoveServer("gone");
        stored.Connection.RemoveServer("unknown");
        Assert.Equal(0, stored.Connection.RemoveTimedOutServers(TimeSpan.FromMinutes(1)));

        await Task.Delay(1_500, TestContext.Current.CancellationToken);
        stored.Connection.Heartbeat("alive");
        Assert.Equal(1, stored.Connection.RemoveTimedOutServers(TimeSpan.FromSeconds(1)));
        Assert.Equal(["alive"], stored.Monitor.Servers().Select(s => s.Name));
        Assert.Throws<ArgumentException>(() => stored.Connection.RemoveTimedOutServers(TimeSpan.FromSeconds(-1)));
    }
}
