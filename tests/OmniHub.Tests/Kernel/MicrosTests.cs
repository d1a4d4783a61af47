using CsCheck;
using OmniHub.Kernel;
using Xunit;

namespace OmniHub.Tests;

public class MicrosTests
{
    [Theory]
    [InlineData("0.025", "0", 25_000)]
    [InlineData("0.025", "18", 29_500)]
    [InlineData("0.0000001", "0", 1)]
    [InlineData("0.003", "25.55", 3_767)]
    public void A_charge_is_rounded_up_once(string usd, string margin, long micros) =>
        Assert.Equal(micros, Micros.Charge(decimal.Parse(usd), decimal.Parse(margin)).Value);

    [Fact]
    public void An_amount_survives_json_exactly() => Gen.Long[-1_000_000_000_000, 1_000_000_000_000].Sample(value =>
        System.Text.Json.JsonSerializer.Deserialize<Micros>(System.Text.Json.JsonSerializer.Serialize(new Micros(value), Json.Options), Json.Options).Value == value);

    [Theory]
    [InlineData("0.0000001")]
    [InlineData("\"1\"")]
    [InlineData("1e300")]
    [InlineData("null")]
    public void Other_amounts_are_refused(string json) =>
        Assert.Throws<System.Text.Json.JsonException>(() => System.Text.Json.JsonSerializer.Deserialize<Micros>(json, Json.Options));

    [Theory]
    [InlineData(40_000, "0.0400")]
    [InlineData(40_001, "0.040001")]
    [InlineData(1_234_500_000, "1,234.5000")]
    public void Four_decimals_are_shown_and_six_where_they_matter(long micros, string text) => Assert.Equal(text, new Micros(micros).ToString());

    [Fact]
    public void Ids_are_sortable_by_creation()
    {
        var ids = Enumerable.Range(0, 10_000).Select(_ => Id.New("gen")).ToList();
        Assert.Equal(ids.Order(StringComparer.Ordinal), ids);
        Assert.Equal(ids.Count, ids.Distinct().Count());
        Assert.All(ids, id => Assert.Matches("^gen_[0-9a-hjkmnp-tv-z]{26}$", id));
    }
}
