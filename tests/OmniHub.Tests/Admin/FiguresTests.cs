using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using OmniHub.Billing;
using OmniHub.Contracts.Billing;
using OmniHub.Contracts.Catalog;
using OmniHub.Contracts.Figures;
using OmniHub.Generation;
using OmniHub.Kernel;
using Xunit;

namespace OmniHub.Tests.Admin;

/// <summary>Whatever is in the tallies and whatever is not yet: the figures are those of the rows, for any range.</summary>
public sealed class FiguresTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly App app = new();
    private readonly Random random = new(20260301);

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task Generations_are_counted_exactly_whatever_has_been_tallied()
    {
        var rows = new List<GenerationRow>();
        for (var round = 0; round < 4; round++)
        {
            var made = Enumerable.Range(0, 60).Select(_ => Row()).ToList();
            rows.AddRange(made);
            await app.In<GenerationDb, int>(db =>
            {
                db.Generations.AddRange(made);
                return db.SaveChangesAsync();
            });
            if (round == 2) await EndOneAsync(rows);
            if (round > 0) await app.Sweep("generation.tally");
            if (round == 3) await app.Sweep("generation.tally");
            for (var i = 0; i < 6; i++) await CompareAsync(rows, Moment(), i % 2 == 0);
        }

        await CompareAsync(rows, (Start.AddDays(-1), Start.AddDays(30)), false);
    }

    [Fact]
    public async Task What_is_removed_stays_counted()
    {
        var admin = await app.AdminAsync();
        var row = Row(Stage.Completed, TimeProvider.System.GetUtcNow().AddMinutes(-3));
        row.SettledAt = row.CompletedAt;
        await app.In<GenerationDb, int>(db =>
        {
            db.Generations.Add(row);
            return db.SaveChangesAsync();
        });
        Assert.True(await app.In<RemoveGenerations, bool>(remove => remove.RemoveAsync(row.Id)));
        Assert.Equal(0, await app.In<GenerationDb, int>(db => db.Generations.CountAsync()));
        var stats = (await admin.Get("/api/admin/stats")).Json;
        Assert.Equal(1, stats["generations"]!["completed"]!.GetValue<int>());
        Assert.Equal(1, stats["users"]!["active"]!.GetValue<int>());
    }

    [Fact]
    public async Task Money_is_summed_exactly_and_a_late_entry_is_found()
    {
        var now = TimeProvider.System.GetUtcNow();
        var entries = Enumerable.Range(0, 80).Select(i => Booked(now.AddMinutes(-random.Next(1, 60 * 60)), i)).ToList();
        await AddAsync(entries);
        await app.Sweep("billing.tally");
        await app.Sweep("billing.tally");
        await SameAsync();

        var late = Booked(entries.Min(e => e.CreatedAt).AddSeconds(1), 1000);
        entries.Add(late);
        await AddAsync([late]);
        await app.Sweep("billing.tally");
        await SameAsync();

        async Task SameAsync()
        {
            foreach (var (from, to) in new[] { (now.AddDays(-9), now.AddDays(1)), (now.AddHours(-31).AddMinutes(-7), now.AddHours(-3.5)), (now.AddHours(-1), now) })
            {
                var figures = await app.In<IBillingFigures, BillingFigures>(f => f.ReadAsync(from, to, random.Next(2) == 0, default));
                var inRange = entries.Where(e => Milliseconds(e.CreatedAt) >= Milliseconds(from) && (to >= now || Milliseconds(e.CreatedAt) < Milliseconds(to))).ToList();
                Assert.Equal(inRange.Where(e => e.Kind == EntryKind.Charge).Sum(e => -e.AmountMicros), figures.Slices.Sum(s => s.Charged.Value));
                Assert.Equal(inRange.Where(e => e.Kind == EntryKind.Refund).Sum(e => e.AmountMicros), figures.Slices.Sum(s => s.Refunded.Value));
                Assert.Equal(inRange.Sum(e => e.ProviderCostMicros), figures.ProviderCost.Value);
                Assert.Equal(inRange.Where(e => e.ModelId == "m1").Sum(e => e.ProviderCostMicros), figures.Slices.Where(s => s.ModelId == "m1").Sum(s => s.ProviderCost.Value));
            }
        }
    }

    [Fact]
    public void A_percentile_is_right_to_its_slot()
    {
        var times = Enumerable.Range(0, 2000).Select(_ => TimeSpan.FromMilliseconds(Math.Pow(random.NextDouble(), 3) * 400_000)).ToList();
        var latencies = new Latencies();
        foreach (var time in times) latencies.Add(Latencies.SlotOf(time), 1);
        Assert.Equal(latencies.ToString(), Latencies.Of([latencies.ToString()]).ToString());
        foreach (var percent in new[] { 1, 50, 95, 100 })
        {
            var exact = times.Order().ElementAt(((times.Count * percent) + 99) / 100 - 1);
            Assert.Equal(Latencies.SlotOf(exact), Latencies.SlotOf(latencies.Percentile(percent)!.Value));
        }

        Assert.Null(new Latencies().Percentile(50));
    }

    private async Task CompareAsync(List<GenerationRow> rows, (DateTimeOffset From, DateTimeOffset To) range, bool byHour)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var source = scope.ServiceProvider.GetServices<IWorkFigures>().Single(f => f is CountGenerations);
        var figures = await source.ReadAsync(range.From, range.To, byHour, default);
        var expected = rows.Where(r => r.CreatedAt >= range.From && r.CreatedAt < range.To).ToList();
        Assert.Equal(expected.Count, figures.Slices.Sum(s => s.Total));
        Assert.Equal(expected.Count(r => r.Stage == Stage.Completed), figures.Slices.Sum(s => s.Completed));
        Assert.Equal(expected.Count(r => r.Stage == Stage.Failed), figures.Slices.Sum(s => s.Failed));
        Assert.Equal(expected.Select(r => r.UserId).Distinct().Order(), figures.Users.Order());
        Assert.Equal(expected.Count(r => r.ModelId == "m1"), figures.Slices.Where(s => s.ModelId == "m1").Sum(s => s.Total));
        var latencies = new Latencies();
        foreach (var row in expected.Where(r => r.Stage == Stage.Completed)) latencies.Add(Latencies.SlotOf(row.CompletedAt!.Value - row.CreatedAt), 1);
        Assert.Equal(latencies.ToString(), Latencies.Of(figures.Slices.Select(s => s.Latencies)).ToString());
    }

    // One that runs through several tallies and only then comes to its end.
    private async Task EndOneAsync(List<GenerationRow> rows)
    {
        var row = rows.First(r => r.Stage == Stage.Running);
        (row.Stage, row.CompletedAt) = (Stage.Completed, row.CreatedAt.AddMinutes(9));
        await app.In<GenerationDb, int>(db => db.Generations.Where(g => g.Id == row.Id)
            .ExecuteUpdateAsync(set => set.SetProperty(g => g.Stage, Stage.Completed).SetProperty(g => g.CompletedAt, row.CompletedAt)));
    }

    private (DateTimeOffset From, DateTimeOffset To) Moment()
    {
        var from = Start.AddMilliseconds(random.NextInt64(0, 4L * 86_400_000));
        return (from, from.AddMilliseconds(random.NextInt64(1, 3L * 86_400_000)));
    }

    private GenerationRow Row() => Row(
        new[] { Stage.Completed, Stage.Completed, Stage.Failed, Stage.Canceled, Stage.Running }[random.Next(5)],
        Start.AddMilliseconds(random.NextInt64(0, 5L * 86_400_000)));

    private GenerationRow Row(Stage stage, DateTimeOffset at) => new()
    {
        Id = Id.New("gen"),
        UserId = $"usr_{random.Next(12)}",
        WorkspaceId = "wsp_1",
        Payer = "usr_1",
        Operation = Id.New("op"),
        ModelId = $"m{random.Next(3)}",
        Type = Medium.Image,
        Endpoint = "fal-ai/x",
        Prompt = "a boat",
        Options = "{}",
        Terms = "{}",
        HoldMicros = 1,
        Stage = stage,
        Nonce = "n",
        CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(at.ToUnixTimeMilliseconds()),
        CompletedAt = stage is Stage.Running ? null : DateTimeOffset.FromUnixTimeMilliseconds(at.ToUnixTimeMilliseconds() + random.Next(1, 300_000)),
        Deadline = at.AddHours(1),
    };

    private static Entry Booked(DateTimeOffset at, int i)
    {
        var kind = i % 5 == 0 ? EntryKind.Refund : EntryKind.Charge;
        return new()
        {
            Id = Id.New("txn"),
            Key = $"test:{i}",
            Kind = kind,
            Account = "usr_books",
            Seq = i,
            AmountMicros = kind == EntryKind.Charge ? -1_000 - i : 10 + i,
            ProviderCostMicros = kind == EntryKind.Charge ? 900 + i : 0,
            Reference = "x",
            Description = "x",
            ModelId = i % 3 == 0 ? null : $"m{i % 2}",
            CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(at.ToUnixTimeMilliseconds()),
        };
    }

    private static long Milliseconds(DateTimeOffset at) => at.ToUnixTimeMilliseconds();

    private Task<int> AddAsync(IEnumerable<Entry> entries) => app.In<BillingDb, int>(db =>
    {
        db.Entries.AddRange(entries);
        return db.SaveChangesAsync();
    });
}
