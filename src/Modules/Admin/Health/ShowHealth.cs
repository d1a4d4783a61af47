using Microsoft.Extensions.DependencyInjection;
using OmniHub.Contracts.Catalog;
using OmniHub.Contracts.Figures;
using OmniHub.Kernel;
using OmniHub.Ui;

namespace OmniHub.Admin;

/// <summary>GET /admin/health: providers and models of the last 24 hours, their last errors, and how much room everything takes.</summary>
internal static class ShowHealth
{
    private const int Hours = 24, ErrorsMax = 20;

    public static async Task<PageView> Handle(IServiceProvider services, Database database, TimeProvider clock, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var picture = await Picture.ReadAsync(services, now.AddHours(-Hours), now, byHour: true, ct);
        var running = await ShowAnalytics.RunningAsync(services, ct);
        var errors = new List<FailedWork>();
        foreach (var source in services.GetServices<IWorkFigures>()) errors.AddRange(await source.FailuresAsync(null, ErrorsMax, ct));
        var cards = await ShowAnalytics.CardsAsync(
            services, picture.Models.Concat(running.Keys).Concat(errors.Select(e => e.ModelId)).Distinct(), ct);
        var states = services.GetService<IProviders>()?.Now ?? [];
        var view = new HealthView(
            ProviderHealth.All(states, ProviderLine.All(picture, cards, running)),
            [.. ModelLine.All(picture, cards).Where(m => m.Total > 0).OrderByDescending(m => m.FailedPart).ThenByDescending(m => m.Total)],
            [.. errors.OrderByDescending(e => e.At).Take(ErrorsMax).Select(e => ErrorLine.Of(e, cards))],
            await StorageAsync(services, database, ct));
        return new PageView("/Admin/Health/HealthPage.cshtml", view, "Health", Frame.Admin);
    }

    private static async Task<IReadOnlyList<StoredKind>> StorageAsync(IServiceProvider services, Database database, CancellationToken ct)
    {
        var kinds = new List<StoredKind>();
        foreach (var source in services.GetServices<IStorageUse>()) kinds.AddRange(await source.ReadAsync(ct));
        if (!Directory.Exists(database.Folder)) return kinds;
        foreach (var (kind, file) in new[] { ("Database", "omnihub.db"), ("Jobs", "jobs.db") })
        {
            var files = Directory.GetFiles(database.Folder, file + "*");
            if (files.Length > 0) kinds.Add(new(kind, files.Length, files.Sum(name => new FileInfo(name).Length)));
        }

        return kinds;
    }
}

/// <summary>The page.</summary>
internal sealed record HealthView(
    IReadOnlyList<ProviderHealth> Providers, IReadOnlyList<ModelLine> Models, IReadOnlyList<ErrorLine> Errors, IReadOnlyList<StoredKind> Storage)
{
    private const decimal Step = 1024;

    /// <summary>For the test that renders every view: work, and a new installation.</summary>
    public static HealthView[] Samples =>
    [
        new(
            [
                new(new("fal", "fal.ai", 40, 33, false, true), new("fal.ai", 97, 3, TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(96), 11)),
                new(new("openrouter", "OpenRouter", 12, 0, true, false), null),
            ],
            [new("ray", "Ray 2", 30, 27, 3, new(1), new(1), 1, TimeSpan.FromSeconds(3), null)],
            [new("Ray 2", "/admin/models/ray", "provider_timeout", "The provider did not answer.", DateTimeOffset.UnixEpoch)],
            [new("Results", 1200, 5_400_000_000)]),
        new([], [], [], []),
    ];

    /// <summary>Bytes as people read them.</summary>
    public static string Size(long bytes)
    {
        var (size, unit) = ((decimal)bytes, 0);
        string[] units = ["bytes", "KB", "MB", "GB", "TB"];
        while (size >= Step && unit < units.Length - 1) (size, unit) = (size / Step, unit + 1);
        return size.ToString(unit == 0 ? "0" : "0.0", System.Globalization.CultureInfo.InvariantCulture) + " " + units[unit];
    }
}

/// <summary>A provider as the catalogue has it, and what it did.</summary>
internal sealed record ProviderHealth(ProviderState State, ProviderLine? Line)
{
    private const decimal GoodMin = 0.95m;

    public decimal? Success => Line is { } l && l.Completed + l.Failed > 0 ? l.Completed / (decimal)(l.Completed + l.Failed) : null;

    public (Tone Tone, string Words) Verdict => State.IsPaused ? (Tone.Warn, "Switched off")
        : Success is not { } success ? (Tone.Info, "Not used lately")
        : success < GoodMin ? (Tone.Bad, "Fails often")
        : (Tone.Ok, "Works");

    public static IReadOnlyList<ProviderHealth> All(IReadOnlyList<ProviderState> states, IReadOnlyList<ProviderLine> lines) =>
        [.. states.Select(s => new ProviderHealth(s, lines.FirstOrDefault(l => l.Name == s.Name)))];
}

/// <summary>One failure.</summary>
internal sealed record ErrorLine(string Model, string Href, string Code, string Sentence, DateTimeOffset At)
{
    public static ErrorLine Of(FailedWork e, IReadOnlyDictionary<string, ModelCard> cards) => new(
        cards.GetValueOrDefault(e.ModelId)?.Name ?? e.ModelId, "/admin/models/" + Uri.EscapeDataString(e.ModelId), e.Code, e.Sentence, e.At);
}
