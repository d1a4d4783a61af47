using Microsoft.AspNetCore.Http;
using OmniHub.Contracts.Admin;
using OmniHub.Kernel;

namespace OmniHub.Admin;

/// <summary>PUT /api/admin/settings: what is named changes, the rest stays.</summary>
internal static class ChangeSettings
{
    private const decimal MarginMax = 1000, FreeCreditsMax = 10_000, CreditPriceMax = 100;
    private const int BlockedWordsMax = 2_000, BlockedWordLengthMax = 60;
    private const int MarginDecimals = 2, CreditPriceDecimals = 6;

    public static async Task<Reply> Handle(
        Body<SettingsForm> body, HttpContext http, ICurrentUser me, SettingsStore store, IAudit audit, CancellationToken ct)
    {
        var (no, made) = await ApplyAsync(body.Value, http, me, store, audit, ct);
        return no is not null ? no : Reply.Of(made);
    }

    /// <summary>The page's form: back to the page, or the form as it was typed.</summary>
    public static async Task<Reply> HandlePage(
        Body<SettingsForm> body, HttpContext http, ICurrentUser me, ISettings settings, SettingsStore store, IAudit audit, CancellationToken ct)
    {
        var (no, made) = await ApplyAsync(body.Value, http, me, store, audit, ct);
        return no is null ? Reply.Of(made).Redirect("/admin/settings?done=1")
            : Reply.No(no).Page(ShowSettings.Page(SettingsView.Of(settings.Current, body.Value, no)));
    }

    private static async Task<(Refusal? No, GeneralSettings? Made)> ApplyAsync(
        SettingsForm form, HttpContext http, ICurrentUser me, SettingsStore store, IAudit audit, CancellationToken ct)
    {
        if (Check(form) is { Count: > 0 } errors) return (Refusal.Invalid(errors), null);
        var (old, made) = await store.ChangeAsync(LiveSettings.General, GeneralSettings.Of(Settings.Default), s => Merge(s, form), ct);
        var changes = new Changes()
            .Add("profitMarginPercent", old.ProfitMarginPercent, made.ProfitMarginPercent)
            .Add("freeCredits", old.FreeCredits, made.FreeCredits)
            .Add("creditPriceUsd", old.CreditPriceUsd, made.CreditPriceUsd)
            .Add("signUpOpen", old.SignUpOpen, made.SignUpOpen)
            .Add("blockedWords", string.Join(", ", old.BlockedWords), string.Join(", ", made.BlockedWords));
        if (changes.Any) await audit.WriteAsync(changes.Entry(me.Id, "settings.update", "settings", "settings", http), ct);
        return (null, made);
    }

    private static GeneralSettings Merge(GeneralSettings s, SettingsForm form) => new(
        form.ProfitMarginPercent ?? s.ProfitMarginPercent, form.FreeCredits ?? s.FreeCredits,
        form.CreditPriceUsd ?? s.CreditPriceUsd, form.SignUpOpen ?? s.SignUpOpen)
    {
        BlockedWords = form.BlockedWords is null ? s.BlockedWords : Words(form.BlockedWords),
    };

    // A form's one field has a word a line; a program sends a list.
    private static IReadOnlyList<string> Words(IReadOnlyList<string> given) =>
        [.. given.SelectMany(w => (w ?? "").Split('\n')).Select(w => w.Trim().ToLowerInvariant()).Where(w => w.Any(char.IsLetterOrDigit)).Distinct().Order(StringComparer.Ordinal)];

    private static Dictionary<string, string[]> Check(SettingsForm form)
    {
        var errors = new Dictionary<string, string[]>();
        if (form.ProfitMarginPercent is { } margin && (margin is < 0 or > MarginMax || decimal.Round(margin, MarginDecimals) != margin))
            errors["profitMarginPercent"] = [$"The margin is from 0 to {MarginMax} percent, with at most {MarginDecimals} decimals."];
        if (form.FreeCredits is { } free && free.Credits is < 0 or > FreeCreditsMax)
            errors["freeCredits"] = [$"Free credits are from 0 to {FreeCreditsMax}."];
        if (form.CreditPriceUsd is { } price && (price is <= 0 or > CreditPriceMax || decimal.Round(price, CreditPriceDecimals) != price))
            errors["creditPriceUsd"] = [$"The price of a credit is above 0 and at most {CreditPriceMax} USD."];
        if (form.BlockedWords is { } blocked && (Words(blocked) is var words && (words.Count > BlockedWordsMax || words.Any(w => w.Length > BlockedWordLengthMax))))
            errors["blockedWords"] = [$"The list has at most {BlockedWordsMax} words of at most {BlockedWordLengthMax} characters."];
        return errors;
    }
}

/// <summary>Body of PUT /api/admin/settings.</summary>
internal sealed record SettingsForm(decimal? ProfitMarginPercent, Micros? FreeCredits, decimal? CreditPriceUsd, bool? SignUpOpen)
{
    public IReadOnlyList<string>? BlockedWords { get; init; }
}
