using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using OmniHub.Kernel;

namespace OmniHub.Billing;

/// <summary>Says at the start that credits cost nothing here although providers cost something.</summary>
internal sealed class WarnOfTestPayments(IPayments payments, IConfiguration configuration, ILogger<WarnOfTestPayments> log) : IStartup
{
    private static readonly string[] Keys = ["FAL_KEY", "OPENROUTER_API_KEY"];

    public Task StartAsync(CancellationToken ct)
    {
        if (payments.IsTest && Keys.Any(key => !string.IsNullOrWhiteSpace(configuration[key])))
            log.LogWarning("A provider key is set and STRIPE_SECRET_KEY is not: anybody who signs up can add credits and take plans without paying");
        return Task.CompletedTask;
    }
}
