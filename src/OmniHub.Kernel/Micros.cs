using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace OmniHub.Kernel;

/// <summary>An amount of credits in millionths: 1 credit = 1 USD = 1,000,000 micros. Exact; never a binary fraction.</summary>
[JsonConverter(typeof(MicrosJson))]
public readonly record struct Micros(long Value) : IComparable<Micros>
{
    /// <summary>Micros in one credit.</summary>
    public const long PerCredit = 1_000_000;

    /// <summary>Nothing.</summary>
    public static Micros Zero => default;

    /// <summary>Whether this is more than nothing.</summary>
    public bool IsPositive => Value > 0;

    /// <summary>The amount in credits, exact, without trailing zeros.</summary>
    public decimal Credits => Normal(Value / (decimal)PerCredit);

    /// <summary>Rounds an exact amount of credits up to the next micro: how every charge is made, once.</summary>
    public static Micros RoundUp(decimal credits) => new((long)decimal.Ceiling(credits * PerCredit));

    /// <summary>The one formula of a charge: provider amount × (1 + margin), rounded up once.</summary>
    /// <param name="providerUsd">What the provider takes, exact.</param>
    /// <param name="marginPercent">The operator's margin, at most two decimals.</param>
    public static Micros Charge(decimal providerUsd, decimal marginPercent) => RoundUp(providerUsd * (1 + marginPercent / 100m));

    /// <summary>An amount that must fit exactly; null where it has more than six decimals or is out of range.</summary>
    public static Micros? Exactly(decimal credits)
    {
        if (credits is > 1_000_000_000_000m or < -1_000_000_000_000m) return null;
        var micros = credits * PerCredit;
        return decimal.Truncate(micros) == micros ? new Micros((long)micros) : null;
    }

    /// <summary>As people read it: four decimals, and all six where the last two are not zero.</summary>
    public override string ToString() =>
        Credits.ToString(Value % 100 == 0 ? "#,##0.0000" : "#,##0.000000", CultureInfo.InvariantCulture);

    /// <summary>Two decimals, rounded down, for the top bar.</summary>
    public string Short => (decimal.Floor(Credits * 100) / 100).ToString("#,##0.00", CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public int CompareTo(Micros other) => Value.CompareTo(other.Value);

    /// <summary>The smaller of two.</summary>
    public static Micros Min(Micros a, Micros b) => a.Value <= b.Value ? a : b;

    /// <summary>Sum.</summary>
    public static Micros operator +(Micros a, Micros b) => new(checked(a.Value + b.Value));

    /// <summary>Difference.</summary>
    public static Micros operator -(Micros a, Micros b) => new(checked(a.Value - b.Value));

    /// <summary>Negation.</summary>
    public static Micros operator -(Micros a) => new(checked(-a.Value));

    /// <summary>Order.</summary>
    public static bool operator <(Micros a, Micros b) => a.Value < b.Value;

    /// <summary>Order.</summary>
    public static bool operator >(Micros a, Micros b) => a.Value > b.Value;

    /// <summary>Order.</summary>
    public static bool operator <=(Micros a, Micros b) => a.Value <= b.Value;

    /// <summary>Order.</summary>
    public static bool operator >=(Micros a, Micros b) => a.Value >= b.Value;

    private static decimal Normal(decimal value) => value / 1.0000000000000000000000000000m;
}

/// <summary>Credits on the wire: a JSON number with at most six decimals.</summary>
public sealed class MicrosJson : JsonConverter<Micros>
{
    /// <inheritdoc/>
    public override Micros Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.Number && reader.TryGetDecimal(out var credits) && Micros.Exactly(credits) is { } micros
            ? micros
            : throw new JsonException("An amount is a number with at most 6 decimals.");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, Micros value, JsonSerializerOptions options) => writer.WriteNumberValue(value.Credits);
}
