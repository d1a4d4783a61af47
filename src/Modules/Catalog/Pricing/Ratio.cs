using System.Globalization;
using OmniHub.Kernel;

namespace OmniHub.Catalog;

/// <summary>An exact fraction: a price tier may be 5/3 of another, which no decimal holds. Divided once, at the end.</summary>
internal readonly record struct Ratio(decimal Over, decimal Under)
{
    public static Ratio One => new(1, 1);

    /// <summary>The nearest decimal, to show and to compare.</summary>
    public decimal Value => Over / Under;

    public static Ratio Of(decimal value) => new(value, 1);

    /// <summary>Reads <c>5/3</c> or <c>0.5</c>.</summary>
    public static Ratio Parse(string text)
    {
        var parts = text.Split('/');
        return new(Number(parts[0]), parts.Length > 1 ? Number(parts[1]) : 1);
    }

    /// <summary>What the user pays for this many units: rounded up to the next micro, once.</summary>
    public Micros Charge(decimal unitUsd, decimal marginPercent) =>
        new((long)decimal.Ceiling(Over * unitUsd * (100 + marginPercent) * (Micros.PerCredit / 100) / Under));

    public static Ratio operator *(Ratio a, Ratio b) => new(a.Over * b.Over, a.Under * b.Under);

    public static Ratio operator +(Ratio a, Ratio b) =>
        a.Under == b.Under ? new(a.Over + b.Over, a.Under) : new((a.Over * b.Under) + (b.Over * a.Under), a.Under * b.Under);

    public static bool operator <(Ratio a, Ratio b) => a.Over * b.Under < b.Over * a.Under;

    public static bool operator >(Ratio a, Ratio b) => b < a;

    public override string ToString() => Under == 1 ? Text(Over) : $"{Text(Over)}/{Text(Under)}";

    private static string Text(decimal value) => value.ToString(CultureInfo.InvariantCulture);

    private static decimal Number(string text) =>
        decimal.Parse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
}
