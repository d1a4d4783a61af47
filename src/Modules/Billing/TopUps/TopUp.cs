using OmniHub.Kernel;

namespace OmniHub.Billing;

internal enum TopUpState
{
    Pending,
    Paid,
}

/// <summary>Credits that somebody is buying, at the price of the moment it was begun.</summary>
internal sealed class TopUp
{
    public const int AmountMin = 1;
    public const int AmountMax = 10_000;

    public required string Id { get; init; }

    public required string Account { get; init; }

    public Micros AmountMicros { get; init; }

    public long PriceCents { get; init; }

    public TopUpState State { get; init; }

    /// <summary>Who takes the money: <c>test</c> or <c>stripe</c>.</summary>
    public required string Provider { get; init; }

    public required string CheckoutUrl { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? PaidAt { get; init; }
}

/// <summary>A top-up as programs see it.</summary>
internal sealed record TopUpAnswer(
    string Id, string Status, Micros Amount, decimal PriceUsd, string? CheckoutUrl, DateTimeOffset CreatedAt, DateTimeOffset? PaidAt)
{
    public static TopUpAnswer Of(TopUp t) => new(
        t.Id, t.State == TopUpState.Paid ? "paid" : "pending", t.AmountMicros, Usd.Of(t.PriceCents), t.CheckoutUrl, t.CreatedAt, t.PaidAt);
}
