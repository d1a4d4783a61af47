using System.Globalization;

namespace OmniHub.Billing;

/// <summary>Money outside: whole cents.</summary>
internal static class Usd
{
    private const int CentsPerDollar = 100;

    public static decimal Of(long cents) => cents / (decimal)CentsPerDollar;

    /// <summary>Null where it is no whole number of cents.</summary>
    public static long? Cents(decimal usd) => decimal.Truncate(usd * CentsPerDollar) == usd * CentsPerDollar ? (long)(usd * CentsPerDollar) : null;

    /// <summary>The next whole cent.</summary>
    public static long RoundUp(decimal usd) => (long)decimal.Ceiling(usd * CentsPerDollar);

    /// <summary>As people read it: <c>$20</c>, <c>$0.50</c>.</summary>
    public static string Text(long cents) =>
        "$" + Of(cents).ToString(cents % CentsPerDollar == 0 ? "#,##0" : "#,##0.00", CultureInfo.InvariantCulture);
}
