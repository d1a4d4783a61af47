namespace OmniHub.Billing;

/// <summary>Who takes money from people. Whatever it says later ends in <see cref="TopUps.PayAsync"/>, which counts it once.</summary>
internal interface IPayments
{
    /// <summary>Kept with every payment.</summary>
    string Name { get; }

    /// <summary>No money is taken: people are told so wherever they pay.</summary>
    bool IsTest { get; }

    /// <summary>Where the person pays. The same payment asked for again is the same checkout.</summary>
    Task<Checkout> StartAsync(Payment payment, CancellationToken ct);
}

/// <summary>What is to be paid.</summary>
/// <param name="Id">Ours, as <c>top_…</c>.</param>
/// <param name="Account">Who pays.</param>
/// <param name="PriceCents">How much.</param>
/// <param name="What">For the bill, as <c>25 credits</c>.</param>
/// <param name="ReturnUrl">Absolute address of our page about it.</param>
internal sealed record Payment(string Id, string Account, long PriceCents, string What, Uri ReturnUrl);

/// <summary>What came of starting a payment.</summary>
internal abstract record Checkout
{
    public sealed record At(string Url) : Checkout;

    public sealed record Unavailable(string Reason) : Checkout;
}

/// <summary>The checkout for trying things out: one form on a page of ours, and nothing is charged.</summary>
internal sealed class TestPayments : IPayments
{
    public string Name => "test";

    public bool IsTest => true;

    public Task<Checkout> StartAsync(Payment payment, CancellationToken ct) =>
        Task.FromResult<Checkout>(new Checkout.At(payment.ReturnUrl.AbsolutePath));
}
