using CsCheck;
using Microsoft.Extensions.DependencyInjection;
using OmniHub.Contracts.Billing;
using OmniHub.Kernel;
using Xunit;

namespace OmniHub.Tests.Billing;

public sealed class BooksWithoutEvents : Books
{
    public BooksWithoutEvents() => EventsOff = true;
}

public class InterleavingTests(Books books) : IClassFixture<Books>
{
    private const int AccountsMax = 3;

    internal static readonly Gen<Step[]> Steps = Gen.Select(
        Gen.Frequency(
            (4, Gen.Const(Act.Grant)), (1, Gen.Const(Act.Take)), (6, Gen.Const(Act.Hold)), (2, Gen.Const(Act.HoldFour)), (1, Gen.Const(Act.HoldAgain)),
            (3, Gen.Const(Act.HoldUnderLimit)), (5, Gen.Const(Act.SettleAtOnce)), (6, Gen.Const(Act.Decide)), (1, Gen.Const(Act.Sweep)),
            (1, Gen.Const(Act.CancelledHold)), (3, Gen.Const(Act.Bill)), (1, Gen.Const(Act.Restart))),
        Gen.Int[0, AccountsMax - 1], Gen.Int[0, 1000], Gen.Int[0, 400], Gen.Int[0, 11],
        (act, account, which, amount, other) => new Step(act, account, which, amount, other)).Array[5, 40];

    [Fact]
    public Task Any_order_of_events_gives_what_a_simple_model_gives() =>
        Steps.SampleAsync(steps => new BooksModel(books).PlayAsync(steps), iter: 60, threads: 1);

    [Fact]
    public async Task Everything_at_once_keeps_the_books_balanced()
    {
        for (var round = 0; round < 5; round++)
        {
            var random = new Random(round);
            var account = await books.AccountAsync(5_000);
            var cap = new Cap($"key:{account}", new(3_000), "");
            var ids = Enumerable.Range(0, 60).Select(_ => Id.New("gen")).ToArray();
            var tasks = Enumerable.Range(0, 400).Select(_ =>
            {
                var (id, n, act) = (ids[random.Next(ids.Length)], random.Next(300), random.Next(10));
                var capped = random.Next(2) == 0;
                var verdict = random.Next(4) switch
                {
                    0 => (Verdict)new Verdict.Wait(books.Clock.GetUtcNow().AddMinutes(5)),
                    1 => new Verdict.Release(),
                    2 => new Verdict.Charge(new(n), new(n / 2)),
                    _ => new Verdict.Charge(new(n * 3), new(n * 2)),
                };
                return Task.Run(async () =>
                {
                    switch (act)
                    {
                        case < 4:
                            await books.HoldAsync(account, n, id, default, capped ? [cap] : []);
                            break;
                        case < 6:
                            books.Says(id, verdict);
                            break;
                        case < 8:
                            await books.SettleAsync(id);
                            break;
                        case 8:
                            await books.GrantAsync(account, n - 150, null, EntryKind.Adjustment);
                            break;
                        default:
                            await books.SweepAsync();
                            break;
                    }
                });
            }).ToArray();
            await Task.WhenAll(tasks);
            await books.AssertBalancesAsync();
        }
    }

    [Fact]
    public async Task Two_nodes_on_one_database_spend_the_same_credits_once()
    {
        var accounts = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => books.AccountAsync(1_000)));
        var cap = new Cap("key:" + accounts[0], new(5_000), "");
        await using var other = books.Start();
        var results = await Task.WhenAll(Enumerable.Range(0, 400).Select(i => Task.Run(async () =>
        {
            var request = books.Request(accounts[i * 7 % 8], 50, null, i % 3 == 0 ? [cap] : []);
            books.Says(request.HoldId, new Verdict.Charge(new(50), new(20)));
            HoldResult result;
            if (i % 2 == 0) result = await books.In<ICredits, HoldResult>(c => c.HoldAsync(request, default));
            else
            {
                await using var scope = other.CreateAsyncScope();
                result = await scope.ServiceProvider.GetRequiredService<ICredits>().HoldAsync(request, default);
                await scope.ServiceProvider.GetRequiredService<ICredits>().SettleAsync(request.HoldId, default);
            }

            await books.SettleAsync(request.HoldId);
            return result;
        })));
        Assert.Equal(8 * 1_000 / 50, results.Count(r => r is HoldResult.Held));
        foreach (var account in accounts) Assert.Equal(new Balance(Micros.Zero, Micros.Zero), await books.BalanceAsync(account));
        await books.AssertBalancesAsync();
    }

    [Fact]
    public async Task Callers_who_give_up_in_the_middle_leave_nothing_half_done()
    {
        var account = await books.AccountAsync(100_000);
        using var away = new CancellationTokenSource();
        var tasks = Enumerable.Range(0, 300).Select(i => Task.Run(async () =>
        {
            try
            {
                await books.HoldAsync(account, 100, $"gen_away{i}", away.Token);
                await books.SettleAsync($"gen_away{i}", away.Token);
            }
            catch (OperationCanceledException)
            {
                // The browser went away.
            }

            if (i == 100) await away.CancelAsync();
        })).ToArray();
        await Task.WhenAll(tasks);
        await books.AssertBalancesAsync();
        books.Clock.Move(TimeSpan.FromDays(1));
        await books.SweepAsync();
        await books.AssertBalancesAsync();
        Assert.Equal(new Balance(new(100_000), Micros.Zero), await books.BalanceAsync(account));
    }
}

public class EventsOffTests(BooksWithoutEvents books) : IClassFixture<BooksWithoutEvents>
{
    [Fact]
    public Task The_books_need_no_hints() =>
        InterleavingTests.Steps.SampleAsync(steps => new BooksModel(books).PlayAsync(steps), iter: 25, threads: 1);
}
