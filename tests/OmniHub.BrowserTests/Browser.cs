using Deque.AxeCore.Commons;
using Microsoft.Playwright;
using Xunit;

namespace OmniHub.BrowserTests;

/// <summary>Debian's Chromium, and what must hold on every page: no console error, nothing that sticks out, no accessibility violation.</summary>
public sealed class Browser : IAsyncLifetime
{
    private static readonly string[] Places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
    private static readonly string[] Switches =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];

    private IPlaywright? playwright;
    private IBrowser? chromium;

    /// <summary>Where screenshots go; none are taken without it.</summary>
    public static string? Shots => Environment.GetEnvironmentVariable("OMNIHUB_SHOTS");

    public async ValueTask InitializeAsync()
    {
        if ((Environment.GetEnvironmentVariable("CHROMIUM") ?? Places.FirstOrDefault(File.Exists)) is not { } path) return;
        playwright = await Playwright.CreateAsync();
        chromium = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = path, Headless = true, ChromiumSandbox = false, Args = Switches });
    }

    /// <summary>A person at a screen: own cookies, own size and theme.</summary>
    public async Task<Person> OpenAsync(Site site, int width = 1440, int height = 900, ColorScheme theme = ColorScheme.Light)
    {
        Assert.SkipWhen(chromium is null, "BROWSER TESTS SKIPPED: there is no Chromium on this machine (apt-get install chromium, or set CHROMIUM to its path).");
        var context = await chromium!.NewContextAsync(new()
        {
            BaseURL = site.Url,
            ViewportSize = new() { Width = width, Height = height },
            ColorScheme = theme,
            HasTouch = width < 600,
            ReducedMotion = ReducedMotion.Reduce,
        });
        return new Person(context, await context.NewPageAsync());
    }

    public async ValueTask DisposeAsync()
    {
        if (chromium is not null) await chromium.DisposeAsync();
        playwright?.Dispose();
    }
}

/// <summary>A person at a screen.</summary>
public sealed class Person : IAsyncDisposable
{
    private static readonly string Axe = new BundledAxeScriptProvider().GetScript();

    private readonly List<string> troubles = [];
    private readonly IBrowserContext context;

    public Person(IBrowserContext context, IPage page)
    {
        (this.context, Page) = (context, page);
        context.SetDefaultTimeout(60_000);
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning") troubles.Add($"{message.Type} at {page.Url}: {message.Text}");
        };
        page.PageError += (_, error) => troubles.Add($"error at {page.Url}: {error}");
    }

    public IPage Page { get; }

    public async Task SignUpAsync(string name)
    {
        await Page.GotoAsync("/register");
        await Page.FillAsync("main input[name=name]", name);
        await Page.FillAsync("main input[name=email]", $"{name}@example.com");
        await Page.FillAsync("main input[name=password]", "a long enough pass");
        await Page.ClickAsync("main form button.primary");
        await Page.WaitForURLAsync("**/create**");
    }

    public async Task SignInAsync(string email, string password)
    {
        await Page.GotoAsync("/login");
        await Page.FillAsync("main input[name=email]", email);
        await Page.FillAsync("main input[name=password]", password);
        await Page.ClickAsync("main form button.primary");
        await Page.WaitForURLAsync(url => !url.Contains("/login"));
    }

    public async Task ShotAsync(string name)
    {
        if (Browser.Shots is { } folder) await Page.ScreenshotAsync(new() { Path = Path.Combine(folder, name + ".png") });
    }

    public void ForgetTroubles() => troubles.Clear();

    /// <summary>Nothing complained, nothing sticks out sideways, and axe finds no violation.</summary>
    public async Task LooksRightAsync()
    {
        Assert.Empty(troubles);
        var overflow = await Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
        Assert.True(overflow <= 0, $"{Page.Url} sticks out by {overflow} px");
        var twins = await Page.EvaluateAsync<string[]>("[...document.querySelectorAll('[id]')].map(e => e.id).filter((id, i, all) => all.indexOf(id) < i)");
        Assert.True(twins.Length == 0, $"{Page.Url} has ids twice: {string.Join(", ", twins)}");
        // Run in the page itself, for what is wrong alone: Deque's own runner opens a second page each time and carries back all that is right.
        await Page.EvaluateAsync(Axe);
        var violations = await Page.EvaluateAsync<string[]>("""
            async () => (await axe.run(document, { resultTypes: ['violations'] })).violations
              .map(v => `${v.id} ${v.help} ${v.nodes.map(n => n.html).join(', ')}`)
            """);
        Assert.True(violations.Length == 0, $"{Page.Url}: {string.Join("; ", violations)}");
    }

    public async ValueTask DisposeAsync() => await context.DisposeAsync();
}
