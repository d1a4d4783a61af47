using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using OmniHub.Contracts.Accounts;
using OmniHub.Contracts.Admin;
using OmniHub.Kernel;

namespace OmniHub.Admin;

/// <summary>PUT /api/admin/rate-limits: merged number by number, so a part can be sent.</summary>
internal static class ChangeRateLimits
{
    private const int LimitMax = 1_000_000, WindowSecondsMax = 86_400;

    public static async Task<Reply> Handle(
        Body<JsonObject> body, HttpContext http, ICurrentUser me, SettingsStore store, IAudit audit, CancellationToken ct)
    {
        var (no, made) = await ApplyAsync(body.Value, http, me, store, audit, ct);
        return no is not null ? no : Reply.Of(made);
    }

    /// <summary>The page's form: back to the page, or the form as it was typed.</summary>
    public static async Task<Reply> HandlePage(
        Body<JsonObject> body, HttpContext http, ICurrentUser me, ISettings settings, ILimitUse use, SettingsStore store, IAudit audit,
        [FromServices] IAccounts accounts, CancellationToken ct)
    {
        var (no, made) = await ApplyAsync(body.Value, http, me, store, audit, ct);
        return no is null ? Reply.Of(made).Redirect("/admin/rate-limits?done=1")
            : Reply.No(no).Page(ShowSettings.Page(LimitsView.Of(settings.Current.RateLimits, await UseView.ReadAsync(use, accounts, ct), body.Value, no)));
    }

    private static async Task<(Refusal? No, RateLimits? Made)> ApplyAsync(
        JsonObject patch, HttpContext http, ICurrentUser me, SettingsStore store, IAudit audit, CancellationToken ct)
    {
        var errors = new Dictionary<string, string[]>();
        Merge(Tree(RateLimits.Default), patch, "", errors);
        if (errors.Count > 0) return (Refusal.Invalid(errors), null);

        var (old, made) = await store.ChangeAsync(LiveSettings.Limits, RateLimits.Default, limits => Merged(limits, patch), ct);
        var (before, after) = (Leaves(Tree(old), ""), Leaves(Tree(made), ""));
        var changes = before.Keys.Aggregate(new Changes(), (all, name) => all.Add(name, before[name], after[name]));
        if (changes.Any) await audit.WriteAsync(changes.Entry(me.Id, "rate-limits.update", "settings", "rate-limits", http), ct);
        return (null, made);
    }

    private static RateLimits Merged(RateLimits limits, JsonObject patch)
    {
        var tree = Tree(limits);
        Merge(tree, patch, "", []);
        return tree.Deserialize<RateLimits>(Json.Options)!;
    }

    private static void Merge(JsonObject into, JsonObject patch, string path, Dictionary<string, string[]> errors)
    {
        foreach (var (name, value) in into.ToList())
        {
            if (!patch.TryGetPropertyValue(name, out var given)) continue;
            var at = path + name;
            if (value is JsonObject branch)
            {
                if (given is JsonObject part) Merge(branch, part, at + ".", errors);
                else errors[at] = ["This is an object."];
                continue;
            }

            var most = name == "windowSeconds" ? WindowSecondsMax : LimitMax;
            if (Whole(given) is >= 1 and var number && number <= most) into[name] = number;
            else errors[at] = [$"This is a whole number from 1 to {most}."];
        }
    }

    // Forms send texts.
    private static long? Whole(JsonNode? node) => node is not JsonValue value ? null
        : value.TryGetValue<long>(out var number) ? number
        : value.TryGetValue<string>(out var text) && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var read)
            ? read
        : null;

    private static JsonObject Tree(RateLimits limits) => JsonSerializer.SerializeToNode(limits, Json.Options)!.AsObject();

    private static Dictionary<string, long> Leaves(JsonObject tree, string path) => tree
        .SelectMany(m => m.Value is JsonObject branch
            ? Leaves(branch, $"{path}{m.Key}.")
            : new() { [path + m.Key] = m.Value!.GetValue<long>() })
        .ToDictionary(m => m.Key, m => m.Value);
}
