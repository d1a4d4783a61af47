using OmniHub.Contracts.Accounts;
using OmniHub.Contracts.Admin;

namespace OmniHub.Admin;

/// <summary>How much of the limits is in use, with names for ids.</summary>
internal sealed record UseView(int Requests, int OpenStreams, IReadOnlyList<BusyLine> Busiest)
{
    private const string UserPrefix = "usr_", KeyPrefix = "key_";

    public static async Task<UseView> ReadAsync(ILimitUse use, IAccounts accounts, CancellationToken ct)
    {
        var now = use.Now;
        var users = now.Busiest.Select(w => w.Who).Where(who => who.StartsWith(UserPrefix, StringComparison.Ordinal)).Distinct().ToList();
        var people = await accounts.FindAsync(users, ct);
        return new(now.Requests, now.OpenStreams, [.. now.Busiest.Select(Line)]);

        BusyLine Line(WindowUse w) => new(
            WordOf(w.Class),
            people.GetValueOrDefault(w.Who)?.Email ?? (w.Who.StartsWith(KeyPrefix, StringComparison.Ordinal) ? "API key " + w.Who : w.Who),
            people.ContainsKey(w.Who) ? "/admin/users/" + w.Who : null, w.Count, w.Limit);
    }

    // As the form above names them.
    private static string WordOf(string limit) => limit switch
    {
        "Api" => "The rest of the API",
        "Auth" => "Log-ins and passwords",
        "Chat" => "Chat and gateway",
        "Generate" => "Generations and uploads",
        "SignUp" => "Sign-ups",
        _ => limit,
    };
}

/// <summary>A window that is close to its limit.</summary>
/// <param name="Class">Which limit, in words.</param>
/// <param name="Who">E-mail, key or address.</param>
/// <param name="Href">The page of the user, or null.</param>
/// <param name="Count">Requests so far.</param>
/// <param name="Limit">The most.</param>
internal sealed record BusyLine(string Class, string Who, string? Href, int Count, int Limit);
