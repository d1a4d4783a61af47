using System.Numerics;
using System.Text.Json.Nodes;
using CsCheck;
using OmniHub.Catalog;
using OmniHub.Contracts.Catalog;
using OmniHub.Kernel;
using Xunit;

namespace OmniHub.Tests.Catalog;

public sealed class ChargeTests(CatalogApp app) : IClassFixture<CatalogApp>
{
    private static readonly decimal[] Margins = [0, 18, 25.5m, 33.33m, 1000];

    private static JsonObject Options(Entry entry, Random dice)
    {
        var options = new JsonObject();
        foreach (var option in entry.Schema.Options.Where(o => o.Required || dice.Next(2) == 0))
        {
            JsonNode? value = option.Kind switch
            {
                OptionKind.Choice when option.Name == "image_size" && dice.Next(2) == 0 =>
                    new JsonObject { ["width"] = dice.Next(512, 2049), ["height"] = dice.Next(512, 2049) },
                OptionKind.Choice when entry.Schema.Property(option.Name)!.Value.TryGetProperty("type", out var type) && type.GetString() == "integer" =>
                    JsonValue.Create(long.Parse(option.Values[dice.Next(option.Values.Count)])),
                OptionKind.Choice => option.Values[dice.Next(option.Values.Count)],
                OptionKind.Flag => dice.Next(2) == 0,
                OptionKind.Integer => dice.NextInt64((long)option.Minimum!, Math.Min((long)option.Maximum!, 1_000_000) + 1),
                OptionKind.Number => option.Minimum,
                OptionKind.Image => "https://a.example/1",
                OptionKind.Images => new JsonArray([.. Enumerable.Range(0, dice.Next(1, 5)).Select(i => (JsonNode?)$"https://a.example/{i}")]),
                _ => null,
            };
            if (value is not null) options[option.Name] = value;
        }

        return options;
    }

    private static readonly Gen<(int Entry, int Options, int Files, int Shown, int Margin)> Cases =
        Gen.Select(Gen.Int[0, int.MaxValue], Gen.Int, Gen.Int[0, 30], Gen.Int, Gen.Int[0, 4]);

    [Fact]
    public void No_result_costs_more_than_was_quoted()
    {
        var entries = CatalogApp.Entries(sandbox: true).Where(e => e.Type != Medium.Chat && e.HasPrice).ToArray();
        Cases.Sample(
            c =>
            {
                var entry = entries[c.Entry % entries.Length];
                var options = Options(entry, new Random(c.Options));
                Assert.IsType<OptionsCheck.Good>(OmniHub.Catalog.Catalog.Check(entry.Schema, options, false, true));
                var quote = entry.Quote("a prompt", options, Margins[c.Margin]);
                var dice = new Random(c.Shown);
                var files = Enumerable.Range(0, c.Files).Select(_ => new UsedFile(dice.Next(0, 5000), dice.Next(0, 5000), dice.Next(3) == 0 ? null : dice.Next(0, 400) / 10m)).ToList();
                var cost = app.Models.Charge(quote.Terms, options, new Usage(null, files));
                Assert.InRange(cost.Credits.Value, 0, quote.Credits.Value);
                Assert.InRange(cost.ProviderCost.Value, 0, cost.Credits.Value);
                // Exactly what was quoted, in the provider's own count, is exactly the hold.
                var reported = Math.Round(quote.Terms.Units, 8);
                Assert.Equal(quote.Credits, app.Models.Charge(quote.Terms, options, new Usage(reported, files)).Credits);
            },
            iter: 3000);
    }

    [Fact]
    public void A_charge_is_the_exact_product_rounded_up_once()
    {
        var entry = CatalogApp.Entry("sora-2-pro");
        foreach (var margin in Margins)
        {
            foreach (var duration in (string[])["4", "8", "12", "16", "20"])
            {
                var quote = entry.Quote(null, new JsonObject { ["duration"] = duration, ["resolution"] = "1080p" }, margin);
                // seconds × 0.3 × 5/3 × (1 + margin) × 10^6
                var over = BigInteger.Parse(duration) * 3 * 5 * (BigInteger)((100 + margin) * 100) * 1_000_000;
                var under = (BigInteger)10 * 3 * 10_000;
                Assert.Equal((over + under - 1) / under, quote.Credits.Value);
            }
        }
    }

    [Fact]
    public void Reported_units_are_priced_exactly_for_any_margin() =>
        Gen.Select(Gen.Long[1, 100_000_000_000], Gen.Long[1, 10_000_000], Gen.Int[0, 100_000]).Sample((units, price, margin) =>
        {
            var terms = new PriceTerms("m", "v", "second", price / 1_000_000m, 1000, margin / 100m, new Formula("second", "1000", 1, "1").ToString());
            var cost = app.Models.Charge(terms, [], new Usage(units / 100_000_000m, [new UsedFile(1, 1, 1)]));
            var over = (BigInteger)units * price * (10_000 + margin);
            var under = (BigInteger)100_000_000 * 10_000;
            Assert.Equal((over + under - 1) / under, cost.Credits.Value);
        });

    [Fact]
    public void What_the_provider_reports_counts()
    {
        var quote = CatalogApp.Entry("flux-dev").Quote(null, new JsonObject { ["num_images"] = 4 }, 0);
        Assert.Equal(CatalogApp.Micros(0.075m), Charge(quote, 3m, 4).Credits);
        Assert.Equal(CatalogApp.Micros(0.0375m), Charge(quote, 1.5m, 4).Credits);
        // More than was quoted is told as it is: the ledger caps it at the hold.
        Assert.Equal(CatalogApp.Micros(0.125m), Charge(quote, 5m, 4).Credits);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-3)]
    [InlineData(1_000_000)]
    [InlineData(79228162514264337593543950335d)]
    public void A_count_that_cannot_be_right_gives_way_to_what_the_result_shows(double units)
    {
        var quote = CatalogApp.Entry("flux-dev").Quote(null, new JsonObject { ["num_images"] = 4 }, 0);
        var count = units > 1e20 ? decimal.MaxValue : (decimal)units;
        Assert.Equal(CatalogApp.Micros(0.05m), Charge(quote, count, 2).Credits);
    }

    [Fact]
    public void A_result_is_counted_by_what_it_shows()
    {
        Assert.Equal(CatalogApp.Micros(0.05m), Charge(CatalogApp.Entry("flux-dev").Quote(null, Json(new { image_size = new { width = 2000, height = 2000 } }), 0), null, 1, 1001, 1000).Credits);
        Assert.Equal(CatalogApp.Micros(0.28m), Charge(CatalogApp.Entry("kling-v2.5-turbo-pro").Quote(null, [], 0), null, 1, 1, 1, 4m).Credits);
        Assert.Equal(CatalogApp.Micros(0.35m), Charge(CatalogApp.Entry("kling-v2.5-turbo-pro").Quote(null, [], 0), null, 1, 1, 1, 5.04m).Credits);
        Assert.Equal(CatalogApp.Micros(0.35m), Charge(CatalogApp.Entry("kling-v2.5-turbo-pro").Quote(null, [], 0), null, 1, 0, 0, null).Credits);
        Assert.Equal(CatalogApp.Micros(2m), Charge(CatalogApp.Entry("luma-ray-2").Quote(null, Json(new { resolution = "1080p" }), 0), null, 1).Credits);
        Assert.Equal(CatalogApp.Micros(0.0675m), Charge(CatalogApp.Entry("seedream-v5-pro").Quote(null, [], 0), null, 1, 1024, 1024).Credits);
        Assert.Equal(CatalogApp.Micros(0.135m), Charge(CatalogApp.Entry("seedream-v5-pro").Quote(null, [], 0), null, 1, 2048, 2048).Credits);
        Assert.Equal(CatalogApp.Micros(0.324m), Charge(CatalogApp.Entry("seedance-1-pro").Quote(null, [], 0), null, 1, 1280, 1080, 4m).Credits);
        Assert.Equal(Micros.Zero, Charge(CatalogApp.Entry("flux-dev").Quote(null, [], 0), null, 0).Credits);
    }

    [Fact]
    public void A_chat_answer_costs_what_the_provider_says()
    {
        var quote = CatalogApp.Entry("openai/gpt-4o").Quote("hello", new JsonObject { ["maxTokens"] = 100 }, 25);
        var cost = app.Models.Charge(quote.Terms, [], new Usage(0.00012345m, []));
        Assert.Equal((155, 124), (cost.Credits.Value, cost.ProviderCost.Value));
        Assert.Equal(0, app.Models.Charge(quote.Terms, [], new Usage(null, [])).Credits.Value);
    }

    [Fact]
    public void Margin_is_on_top_of_the_provider_s_cost()
    {
        var quote = CatalogApp.Entry("nano-banana").Quote(null, [], 18);
        Assert.Equal(46_020, quote.Credits.Value);
        var cost = Charge(quote, 1m, 1);
        Assert.Equal((46_020, 39_000), (cost.Credits.Value, cost.ProviderCost.Value));
        Assert.Equal(48_945, CatalogApp.Entry("nano-banana").Quote(null, [], 25.5m).Credits.Value);
        // A fraction of a micro is a whole one.
        Assert.Equal(48_946, CatalogApp.Entry("nano-banana").Quote(null, [], 25.501m).Credits.Value);
    }

    private Cost Charge(Quote quote, decimal? units, int files, int width = 1024, int height = 768, decimal? seconds = null) =>
        app.Models.Charge(quote.Terms, [], new Usage(units, [.. Enumerable.Repeat(new UsedFile(width, height, seconds), files)]));

    private static JsonObject Json(object value) => CatalogApp.Json(value);
}
