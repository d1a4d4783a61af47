using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OmniHub.Billing;
using OmniHub.Contracts.Billing;
using OmniHub.Kernel;
using Xunit;

namespace OmniHub.Tests.Billing;

/// <summary>The Billing module alone on a database of its own, with owners of holds that say what a test tells them to.</summary>
public class Books : IAsyncLifetime
{
    public const string Purpose = "test";
    private readonly string folder = Directory.CreateTempSubdirectory("omnihub-books-").FullName;
    private readonly Owner owner = new();
    private readonly Bill bill = new();
    private ServiceProvider? services;
    private int people;

    /// <summary>Hints are dropped, as a crash would drop them.</summary>
    public bool EventsOff { get; init; }

    /// <summary>Accounts whose credits were said to have changed.</summary>
    public ConcurrentQueue<string> Changed { get; } = new();

    internal Database Database { get; private set; } = null!;

    public TestClock Clock { get; } = new();

    public async ValueTask InitializeAsync()
    {
        Database = Postgres.Enabled ? new(folder, Postgres.UrlFor(folder), true) : new(folder, $"Data Source={Path.Combine(folder, "books.db")};Default Timeout=30", false);
        services = Start();
        await In<BillingDb>(db => db.Database.MigrateAsync());
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (services is not null) await services.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(folder, true);
    }

    /// <summary>A new process on the same data: nothing that was in memory is left.</summary>
    public async Task RestartAsync()
    {
        await services!.DisposeAsync();
        services = Start();
    }

    public async Task<T> In<TService, T>(Func<TService, Task<T>> act) where TService : notnull
    {
        await using var scope = services!.CreateAsyncScope();
        return await act(scope.ServiceProvider.GetRequiredService<TService>());
    }

    public Task In<TService>(Func<TService, Task> act) where TService : notnull => In<TService, int>(async service =>
    {
        await act(service);
        return 0;
    });

    /// <summary>A new account with this many micros.</summary>
    public async Task<string> AccountAsync(long micros)
    {
        var account = $"usr_{Interlocked.Increment(ref people):d4}{Id.New("x")}";
        if (micros > 0) Assert.IsType<PostResult.Posted>(await GrantAsync(account, micros));
        return account;
    }

    public Task<PostResult> GrantAsync(string account, long micros, string? key = null, EntryKind kind = EntryKind.Grant) =>
        In<ICredits, PostResult>(c => c.PostAsync(new(key ?? Id.New("key"), account, kind, new(micros), "ref", "Free credits"), default));

    public Task<HoldResult> HoldAsync(string account, long micros, string? id = null, CancellationToken ct = default, params Cap[] caps) =>
        In<ICredits, HoldResult>(c => c.HoldAsync(Request(account, micros, id, caps), ct));

    public HoldRequest Request(string account, long micros, string? id = null, params Cap[] caps) => new(
        id ?? Id.New("gen"), account, new(micros), Purpose, Clock.GetUtcNow().AddMinutes(10), caps,
        new SpendTags(account, "key_1", "wsp_1", "prj_1", "openai/gpt-4o", "A picture"));

    /// <summary>What the owner says about the hold from now on.</summary>
    public void Says(string holdId, Verdict verdict) => owner.Verdicts[holdId] = () => verdict;

    public void Throws(string holdId) => owner.Verdicts[holdId] = () => throw new InvalidOperationException("the owner's database is away");

    /// <summary>What the provider's books say about a reference from now on.</summary>
    public void Bills(string reference, BillLook look) => bill.Looks[reference] = look;

    /// <summary>Runs the comparison with the provider's books.</summary>
    public Task CheckBillsAsync() => In<CheckBills>(c => c.RunAsync(default));

    public Task SettleAsync(string holdId, CancellationToken ct = default) => In<ICredits>(c => c.SettleAsync(holdId, ct));

    public Task SweepAsync() => In<SettleHolds>(s => s.RunAsync(default));

    public Task<Balance> BalanceAsync(string account) => In<ICredits, Balance>(c => c.BalanceAsync(account, default));

    public Task<long> UsedAsync(string cap) => In<ICredits, long>(async c => (await c.UsedAsync([cap], default))[cap].Value);

    internal Task<LedgerReport> ProveAsync() => In<BillingDb, LedgerReport>(db => LedgerProof.RunAsync(db, default));

    public async Task AssertBalancesAsync()
    {
        var report = await ProveAsync();
        Assert.True(report.Balances, string.Join('\n', report.Breaches.Select(b => $"{b.Rule}: {string.Join(", ", b.Examples)}")));
    }

    public Task<int> SqlAsync(string sql) => In<BillingDb, int>(db => db.Database.ExecuteSqlRawAsync(db.Sql(sql)));

    /// <summary>A second node on the same database, with a writer of its own.</summary>
    public ServiceProvider Start()
    {
        var app = Host.CreateEmptyApplicationBuilder(null);
        app.Services.AddLogging(l => l.SetMinimumLevel(LogLevel.None));
        app.Services.AddSingleton(Database);
        app.Services.AddSingleton<TimeProvider>(Clock);
        app.Services.AddSingleton<IEvents>(new Events(this));
        app.Services.AddSingleton<IHoldOwner>(owner);
        app.Services.AddSingleton<IProviderBill>(bill);
        new BillingModule().AddServices(app);
        app.Services.AddScoped<SettleHolds>().AddScoped<CheckBills>().AddScoped<VerifyLedger>().AddScoped<RenewPlans>();
        return app.Services.BuildServiceProvider(true);
    }

    private sealed class Owner : IHoldOwner
    {
        public ConcurrentDictionary<string, Func<Verdict>> Verdicts { get; } = new();

        string IHoldOwner.Purpose => Books.Purpose;

        public async Task<Verdict> JudgeAsync(string holdId, CancellationToken ct)
        {
            await Task.Yield();
            return Verdicts.TryGetValue(holdId, out var say) ? say() : new Verdict.Release();
        }
    }

    private sealed class Bill : IProviderBill
    {
        public ConcurrentDictionary<string, BillLook> Looks { get; } = new();

        public string Provider => "test";

        public async Task<IReadOnlyDictionary<string, BillLook>> LookAsync(IReadOnlyList<BilledWork> works, CancellationToken ct)
        {
            await Task.Yield();
            return works.Select(w => w.Reference).Distinct().ToDictionary(id => id, id => Looks.GetValueOrDefault(id) ?? new BillLook.NotYet());
        }
    }

    private sealed class Events(Books books) : IEvents
    {
        public void Publish<T>(T happened) where T : notnull
        {
            if (!books.EventsOff && happened is CreditsChanged changed) books.Changed.Enqueue(changed.Account);
        }
    }
}

/// <summary>A clock that a test moves, also backwards.</summary>
public sealed class TestClock : TimeProvider
{
    private long ms = System.GetUtcNow().ToUnixTimeMilliseconds();

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeMilliseconds(Interlocked.Read(ref ms));

    public void Move(TimeSpan by) => Interlocked.Add(ref ms, (long)by.TotalMilliseconds);
}
