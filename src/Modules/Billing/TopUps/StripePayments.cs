using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace OmniHub.Billing;

/// <summary>Stripe Checkout: the person pays on Stripe's page, and Stripe tells us by a signed event (<see cref="ReceiveStripeEvent"/>).</summary>
internal sealed class StripePayments : IPayments, IDisposable
{
    public const string ProviderName = "stripe";
    public const string Currency = "usd";
    private const string Api = "https://api.stripe.com";
    private static readonly TimeSpan TimeMax = TimeSpan.FromSeconds(20);

    private readonly HttpClient http;
    private readonly ILogger<StripePayments> log;

    public StripePayments(IConfiguration configuration, ILogger<StripePayments> log)
    {
        this.log = log;
        var api = configuration["STRIPE_API_URL"] is { Length: > 0 } set ? set : Api;
        http = new() { BaseAddress = new Uri(api.TrimEnd('/') + "/"), Timeout = TimeMax };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", configuration["STRIPE_SECRET_KEY"]);
    }

    public string Name => ProviderName;

    public bool IsTest => false;

    public async Task<Checkout> StartAsync(Payment payment, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "v1/checkout/sessions") { Content = new FormUrlEncodedContent(Fields(payment)) };
        request.Headers.Add("Idempotency-Key", payment.Id);
        try
        {
            using var answer = await http.SendAsync(request, ct);
            var body = JsonNode.Parse(await answer.Content.ReadAsStringAsync(ct));
            if (answer.IsSuccessStatusCode && body?["url"]?.GetValue<string>() is { } url) return new Checkout.At(url);
            log.LogWarning("Stripe did not start payment {Payment}: {Status} {Code}", payment.Id, (int)answer.StatusCode, body?["error"]?["code"]?.ToString());
            return new Checkout.Unavailable("Stripe refused it.");
        }
        catch (Exception e) when (e is HttpRequestException or System.Text.Json.JsonException or InvalidOperationException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            log.LogWarning(e, "Stripe did not answer for payment {Payment}", payment.Id);
            return new Checkout.Unavailable("Stripe did not answer.");
        }
    }

    public void Dispose() => http.Dispose();

    private static Dictionary<string, string> Fields(Payment payment) => new()
    {
        ["mode"] = "payment",
        ["client_reference_id"] = payment.Id,
        ["line_items[0][quantity]"] = "1",
        ["line_items[0][price_data][currency]"] = Currency,
        ["line_items[0][price_data][unit_amount]"] = payment.PriceCents.ToString(CultureInfo.InvariantCulture),
        ["line_items[0][price_data][product_data][name]"] = payment.What,
        ["success_url"] = payment.ReturnUrl.AbsoluteUri,
        ["cancel_url"] = payment.ReturnUrl.AbsoluteUri,
    };
}
