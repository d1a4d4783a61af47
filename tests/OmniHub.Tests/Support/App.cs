using System.Text.Json.Nodes;
using Hangfire.Logging;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OmniHub.Kernel;
using OmniHub.Web;
using Xunit;

namespace OmniHub.Tests;

/// <summary>The whole app on a database of its own: SQLite in a temporary folder, or a PostgreSQL database with OMNIHUB_TEST_DB=postgres.</summary>
public class App : WebApplicationFactory<WebHost>, IAsyncLifetime
{
    private readonly Dictionary<string, string?> settings = [];
    private readonly List<Action<IServiceCollection>> changes = [];
    private bool ownsFolder = true;
    private int people;

    /// <summary>The data folder.</summary>
    public string Folder { get; private set; } = Directory.CreateTempSubdirectory("omnihub-test-").FullName;

    public const string AdminPassword = "correct horse battery";

    /// <summary>A setting, before the first request.</summary>
    public App With(string name, string? value)
    {
        settings[name] = value;
        return this;
    }

    /// <summary>A change of services, before the first request.</summary>
    public App With(Action<IServiceCollection> change)
    {
        changes.Add(change);
        return this;
    }

    /// <summary>A second app on the same data: what a restart finds.</summary>
    public App On(App other)
    {
        Directory.Delete(Folder, true);
        Folder = other.Folder;
        ownsFolder = false;
        foreach (var (name, value) in other.settings) settings.TryAdd(name, value);
        return this;
    }

    /// <summary>A new person, registered through the API and signed in with a token.</summary>
    public async Task<Visitor> SignUpAsync(string? name = null)
    {
        name ??= $"person{Interlocked.Increment(ref people)}";
        var visitor = Anyone();
        var answer = await visitor.Post("/api/auth/register", new { email = $"{name}@example.com", password = "a long enough pass", name });
        Assert.Equal(201, answer.Status);
        return visitor.WithToken(answer.Json["token"]!.GetValue<string>(), answer.Json["user"]!["id"]!.GetValue<string>());
    }

    /// <summary>The first admin, by password.</summary>
    public async Task<Visitor> AdminAsync()
    {
        var visitor = Anyone();
        var answer = await visitor.Post("/api/admin/login", new { password = AdminPassword });
        Assert.Equal(200, answer.Status);
        return visitor.WithToken(answer.Json["token"]!.GetValue<string>(), null);
    }

    /// <summary>Nobody in particular; keeps cookies.</summary>
    public Visitor Anyone() => new(CreateClient(new WebApplicationFactoryClientOptions { AllowAutoRedirect = false, HandleCookies = true }));

    /// <summary>Runs one recurring work now, as <c>billing.settle-holds</c>.</summary>
    public async Task Sweep(string name)
    {
        var work = Services.GetServices<IModule>().SelectMany(m => m.Work).Single(w => w.Name == name);
        await using var scope = Services.CreateAsyncScope();
        await ((IWork)scope.ServiceProvider.GetRequiredService(work.Type)).RunAsync(CancellationToken.None);
    }

    /// <summary>Does something with services of a scope.</summary>
    public async Task<T> In<TService, T>(Func<TService, Task<T>> act) where TService : notnull
    {
        await using var scope = Services.CreateAsyncScope();
        return await act(scope.ServiceProvider.GetRequiredService<TService>());
    }

    /// <summary>Asks until it is so; fails after a generous bound.</summary>
    public static async Task<T> Until<T>(Func<Task<T>> ask, Func<T, bool> done, int seconds = 30)
    {
        var until = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var answer = await ask();
            if (done(answer)) return answer;
            Assert.True(TimeProvider.System.GetElapsedTime(until) < TimeSpan.FromSeconds(seconds), $"Not so after {seconds} s; the last answer was {answer}");
            await Task.Delay(25);
        }
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseSetting("OMNIHUB_DATA", Folder);
        builder.UseSetting("ADMIN_PASSWORD", AdminPassword);
        builder.UseSetting("Serilog:MinimumLevel:Default", "Warning");
        builder.UseSetting("Logging:LogLevel:Default", "Warning");
        if (!Postgres.Enabled) Sqlite.Fill(Folder);
        else builder.UseSetting("DATABASE_URL", Postgres.UrlFor(Folder));
        // Nothing is sent anywhere unless a test says where: this address answers nobody.
        builder.UseSetting("FAL_QUEUE_URL", "http://127.0.0.1:9");
        builder.UseSetting("OPENROUTER_URL", "http://127.0.0.1:9/api/v1");
        foreach (var (name, value) in settings) builder.UseSetting(name, value);
        builder.ConfigureTestServices(services => changes.ForEach(change => change(services)));
    }

    // Hangfire logs for the whole process where the last app does: once that app is gone, a worker of another one dies of it with the
    // job that it has just fetched.
    protected override IHost CreateHost(IHostBuilder builder)
    {
        try
        {
            return base.CreateHost(builder);
        }
        finally
        {
            LogProvider.SetCurrentLogProvider(new NoLog());
        }
    }

    ValueTask IAsyncLifetime.InitializeAsync() => ValueTask.CompletedTask;

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await base.DisposeAsync();
        if (!ownsFolder) return;
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        try
        {
            Directory.Delete(Folder, true);
        }
        catch (IOException)
        {
            // A file that is still open is the temporary folder's business.
        }
    }

    private sealed class NoLog : ILogProvider, ILog
    {
        public ILog GetLogger(string name) => this;

        public bool Log(LogLevel logLevel, Func<string>? messageFunc, Exception? exception = null) => false;
    }
}
