using System.Text;
using OmniHub.Contracts.Catalog;
using OmniHub.Kernel;
using OmniHub.Providers;

namespace OmniHub.Chat;

/// <summary>What answers cost, at most and in the end. One formula for the pages, the API and the gateway.</summary>
internal static class ChatSpend
{
    /// <summary>Longest answer where nothing is said.</summary>
    public const int MaxTokensDefault = 4_096;

    /// <summary>A token has at least this many bytes, as far as the upper bound is concerned.</summary>
    public const int BytesOfToken = 3;

    private const int TokensOfMessage = 16, TokensOfImage = 1_600;
    private const decimal TokensOfPrice = 1_000_000;

    /// <summary>Most tokens of what is sent.</summary>
    public static int TokensOf(long bytes, int messages, int images) =>
        (int)Math.Min(int.MaxValue, ((bytes + BytesOfToken - 1) / BytesOfToken) + ((long)TokensOfMessage * messages) + ((long)TokensOfImage * images));

    /// <summary>The most that an answer can cost.</summary>
    public static Micros MostOf(ChatTerms terms, int sentTokens, long maxTokens) => Listed(terms, sentTokens, maxTokens).Credits;

    /// <summary>By the provider's own figures; null where they do not tell a cost and it has to be looked up.</summary>
    public static Cost? Of(ChatTerms terms, ChatHost host, ChatUsage? usage) => usage switch
    {
        { CostUsd: { } cost } => Billed(terms, cost, usage.PromptTokens, usage.CompletionTokens),
        // Our own endpoint sends no bill: its price is the catalogue's.
        not null when host == ChatHost.Compatible => Listed(terms, usage.PromptTokens, usage.CompletionTokens),
        _ => null,
    };

    /// <summary>By the provider's bill: it and the margin are what people pay, or its tokens at the operator's own price.</summary>
    public static Cost Billed(ChatTerms terms, decimal usd, long prompt, long completion) => new(
        terms.Own is { } own ? Micros.Charge(Usd(own, prompt, completion), 0) : Micros.Charge(usd, terms.MarginPercent), Micros.Charge(usd, 0));

    /// <summary>By the prices of the catalogue.</summary>
    public static Cost Listed(ChatTerms terms, long prompt, long completion) =>
        Billed(terms, Usd(new(terms.PromptUsd, terms.CompletionUsd), prompt, completion), prompt, completion);

    /// <summary>Where nobody will ever tell: what was sent and what had arrived; nothing where nothing had.</summary>
    public static Cost Estimate(ChatTerms terms, int sentTokens, string arrived) => arrived.Length == 0
        ? new(Micros.Zero, Micros.Zero)
        : Listed(terms, sentTokens, TokensOf(Encoding.UTF8.GetByteCount(arrived), 0, 0));

    public static ChatHost HostOf(string? provider) => provider == "compatible" ? ChatHost.Compatible : ChatHost.OpenRouter;

    private static decimal Usd(TokenPrice price, long prompt, long completion) =>
        ((prompt * price.PromptUsd) + (completion * price.CompletionUsd)) / TokensOfPrice;
}
