using CsCheck;
using OmniHub.Billing;
using OmniHub.Contracts.Billing;
using OmniHub.Kernel;
using Xunit;

namespace OmniHub.Tests.Billing;

/// <summary>Plans, top-ups and holds in any order, against the simplest model of them there is.</summary>
public class PlanInterleavingTests(Books books) : IClassFixture<Books>
{
    private static readonly Plan[] Plans =
    [
        new() { Id = "small", Name = "Small", Description = "", PriceCents = 100, Allowance = new(100), Rollover = false, IsEnabled = true, Place = 9 },
        new() { Id = "middle", Name = "Middle", Description = "", PriceCents = 300, Allowance = new(310), Rollover = true, IsEnabled = true, Place = 9 },
        new() { Id = "large", Name = "Large", Description = "", PriceCents = 900, Allowance = new(1000), Rollover = true, IsEnabled = true, Place = 9 },
    ];

    private static readonly Gen<(int Act, int Amount, int Which)[]> Steps =
        Gen.Select(Gen.Int[0, 9], Gen.Int[1, 400], Gen.Int[0, 100]).Array[5, 40];

    private async Task SeedAsync()
    {
        foreach (var plan in Plans)
        {
            await books.In<BillingDb>(async db =>
            {
                if (await db.Plans.FindAsync(plan.Id) is not null) return;
                db.Add(plan);
                await db.SaveChangesAsync();
            });
        }
    }

    [Fact]
    public async Task Any_order_of_plans_top_ups_and_work_gives_what_a_simple_model_gives()
    {
        await SeedAsync();
        await Steps.SampleAsync(PlayAsync, iter: 40, threads: 1);
    }

    private async Task PlayAsync((int Act, int Amount, int Which)[] steps)
    {
        var account = await books.AccountAsync(500);
        var m = new Model();
        foreach (var (act, amount, which) in steps)
        {
            switch (act)
            {
                case 0:
                    await BuyAsync(account, amount, m);
                    break;
                case 1 or 2:
                    var id = Id.New("gen");
                    var held = await books.HoldAsync(account, amount, id) is HoldResult.Held;
                    Assert.Equal(m.Posted - m.Held >= amount, held);
                    if (held) m.Open(id, amount);
                    break;
                case 3 or 4 when m.Holds.Count > 0:
                    var (hold, most) = m.Holds.ElementAt(which % m.Holds.Count);
                    var charge = act == 3 ? 0 : Math.Min(most, amount);
                    books.Says(hold, charge == 0 ? new Verdict.Release() : new Verdict.Charge(new(charge), new(charge)));
                    await Task.WhenAll(books.SettleAsync(hold), books.SettleAsync(hold));
                    m.Close(hold, charge);
                    break;
                case 5 or 6:
                    await ChooseAsync(account, Plans[which % Plans.Length], m);
                    break;
                case 7 when m.Plan is not null:
                    await books.In<Subscriptions>(async s => Assert.True(await s.PlanNextAsync((await s.ActiveAsync(account, default))!, null, true, default)));
                    m.Cancel();
                    break;
                case 8:
                    books.Clock.Move(TimeSpan.FromDays(which % 40));
                    await Task.WhenAll(RenewAsync(), RenewAsync());
                    m.Renew(books.Clock.GetUtcNow());
                    break;
                default:
                    await books.RestartAsync();
                    break;
            }

            await AgreeAsync(account, m);
        }

        // Everything ends: what was held comes back, and no allowance is left behind.
        foreach (var (hold, _) in m.Holds.ToList())
        {
            books.Says(hold, new Verdict.Release());
            await books.SettleAsync(hold);
            m.Close(hold, 0);
        }

        await books.In<Subscriptions>(s => s.EndAsync(account, default));
        m.End();
        await RenewAsync();
        m.Renew(books.Clock.GetUtcNow());
        await AgreeAsync(account, m);
        Assert.Equal(0, m.Allowance);
        await books.AssertBalancesAsync();
    }

    private async Task BuyAsync(string account, int amount, Model m)
    {
        var made = new TopUp
        {
            Id = Id.New("top"),
            Account = account,
            AmountMicros = new(amount),
            PriceCents = 1,
            Provider = "test",
            CheckoutUrl = "/",
            CreatedAt = books.Clock.GetUtcNow(),
        };
        await books.In<TopUps, TopUp>(t => t.KeepAsync(made, default));
        var paid = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => books.In<TopUps, bool>(t => t.PayAsync(made, default))));
        Assert.Single(paid, p => p);
        m.Posted += amount;
    }

    private async Task ChooseAsync(string account, Plan plan, Model m)
    {
        await books.In<Subscriptions>(async subscriptions =>
        {
            var s = await subscriptions.CatchUpAsync(await subscriptions.ActiveAsync(account, default), default);
            m.Renew(books.Clock.GetUtcNow());
            if (s is null) Assert.True(await subscriptions.StartAsync(Subscription.Start(Id.New("sub"), account, plan, books.Clock.GetUtcNow()), default));
            else if (plan.IsAbove(s)) Assert.True(await subscriptions.StepUpAsync(s, plan, default));
            else await subscriptions.PlanNextAsync(s, plan.Id, false, default);
        });
        m.Choose(plan, books.Clock.GetUtcNow());
    }

    private Task RenewAsync() => books.In<RenewPlans>(r => r.RunAsync(default));

    private async Task AgreeAsync(string account, Model m)
    {
        var row = await books.In<BillingDb, Account?>(async db => await db.Accounts.FindAsync(account));
        Assert.Equal((m.Posted, m.Held, m.Allowance), (row!.PostedMicros, row.HeldMicros, row.AllowanceMicros));
        Assert.InRange(row.HeldMicros, 0, row.PostedMicros);
    }

    private sealed class Model
    {
        public readonly Dictionary<string, long> Holds = [];
        public long Posted = 500, Held, Allowance;
        public Plan? Plan;
        private Plan? next;
        private bool ends;
        private DateTimeOffset anchor;
        private int month;

        public void Open(string id, long amount)
        {
            Holds[id] = amount;
            Held += amount;
        }

        public void Close(string id, long charge)
        {
            Held -= Holds[id];
            Holds.Remove(id);
            Posted -= charge;
            Allowance = Math.Max(0, Allowance - charge);
        }

        public void Choose(Plan plan, DateTimeOffset now)
        {
            if (Plan is null)
            {
                (Plan, anchor, month) = (plan, now, 0);
                Give(plan.Allowance.Value);
            }
            else if (plan.PriceCents > Plan.PriceCents)
            {
                var (start, end) = (anchor.AddMonths(month), anchor.AddMonths(month + 1));
                Give((long)decimal.Ceiling((plan.Allowance.Value - Plan.Allowance.Value) * (decimal)(end - now).Ticks / (end - start).Ticks));
                (Plan, next, ends) = (plan, null, false);
            }
            else (next, ends) = (plan, false);
        }

        public void Cancel() => (next, ends) = (null, true);

        public void End()
        {
            if (Plan is not null) Expire(0);
            Plan = null;
            (next, ends) = (null, false);
        }

        public void Renew(DateTimeOffset now)
        {
            while (Plan is not null && anchor.AddMonths(month + 1) <= now)
            {
                if (ends)
                {
                    End();
                    continue;
                }

                Expire(Plan.Rollover ? Plan.Allowance.Value : 0);
                (Plan, next, month) = (next ?? Plan, null, month + 1);
                Give(Plan.Allowance.Value);
            }

            if (Plan is null) Expire(0);
        }

        private void Give(long amount)
        {
            Posted += amount;
            Allowance += amount;
        }

        private void Expire(long keep)
        {
            var gone = Allowance - Math.Min(Allowance, Math.Max(keep, Held));
            Posted -= gone;
            Allowance -= gone;
        }
    }
}
