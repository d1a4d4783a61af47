namespace OmniHub.Ui;

/// <summary>Addresses of static files with their fingerprint: cached for ever, new when the file is.</summary>
public interface IAssets
{
    /// <summary><c>/css/base.css</c> becomes <c>/css/base.4f2k….css</c>; an unknown path stays as it is.</summary>
    string Url(string path);
}

/// <summary>The style sheets of every page, in this order. A module adds its own as <c>wwwroot/css/&lt;module&gt;.css</c>.</summary>
public static class Stylesheets
{
    /// <summary>Paths below wwwroot.</summary>
    public static readonly IReadOnlyList<string> All =
    [
        "/css/tokens.css", "/css/base.css", "/css/components.css", "/css/generation.css", "/css/gallery.css", "/css/community.css", "/css/chat.css", "/css/billing.css", "/css/admin.css",
        "/css/accounts.css", "/css/library.css",
    ];

    /// <summary>Only where the public frame is.</summary>
    public const string Site = "/css/site.css";
}
