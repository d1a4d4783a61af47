using System.Globalization;
using System.Text;
using System.Xml;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using OmniHub.Kernel;
using OmniHub.Ui;

namespace OmniHub.Community;

/// <summary>GET /community/feed.xml: the newest posts as Atom, filtered like the gallery.</summary>
internal static class ShowFeed
{
    private const int EntriesMax = 50;

    public static async Task<IResult> Handle(HttpContext http, PostFilter filter, ReadPosts read, CancellationToken ct)
    {
        var posts = (await read.ListAsync(filter with { Sort = PostSort.New }, new PageRequest(EntriesMax, null), ct)).Items;
        var origin = Origin.Of(http);
        return Xml.Write("application/atom+xml; charset=utf-8", xml =>
        {
            xml.WriteStartElement("feed", "http://www.w3.org/2005/Atom");
            xml.WriteElementString("title", filter.AuthorId is not null && posts.Count > 0 ? $"{posts[0].AuthorName} on OmniHub" : "OmniHub community");
            xml.WriteElementString("id", origin + "/community");
            Link(xml, "self", origin + http.Request.Path + http.Request.QueryString, null);
            Link(xml, "alternate", origin + "/community", "text/html");
            xml.WriteElementString("updated", Time(posts.Count > 0 ? posts[0].PublishedAt : DateTimeOffset.UnixEpoch));
            foreach (var post in posts) Entry(xml, post, origin);
            xml.WriteEndElement();
        });
    }

    private static void Entry(XmlWriter xml, Post post, string origin)
    {
        var page = $"{origin}/community/{post.Id}";
        xml.WriteStartElement("entry");
        xml.WriteElementString("title", Xml.Clean(post.Title));
        xml.WriteElementString("id", page);
        Link(xml, "alternate", page, "text/html");
        Link(xml, "enclosure", origin + post.Url, post.ContentType);
        xml.WriteElementString("published", Time(post.PublishedAt));
        xml.WriteElementString("updated", Time(post.PublishedAt));
        xml.WriteStartElement("author");
        xml.WriteElementString("name", Xml.Clean(post.AuthorName));
        xml.WriteElementString("uri", $"{origin}/community/by/{post.UserId}");
        xml.WriteEndElement();
        foreach (var tag in post.TagList)
        {
            xml.WriteStartElement("category");
            xml.WriteAttributeString("term", Xml.Clean(tag));
            xml.WriteEndElement();
        }

        xml.WriteElementString("summary", Xml.Clean(post.Description.Length > 0 ? post.Description : post.ShowPrompt ? post.Prompt : $"Made with {post.ModelName}."));
        xml.WriteEndElement();
    }

    private static void Link(XmlWriter xml, string rel, string href, string? type)
    {
        xml.WriteStartElement("link");
        xml.WriteAttributeString("rel", rel);
        xml.WriteAttributeString("href", href);
        if (type is not null) xml.WriteAttributeString("type", type);
        xml.WriteEndElement();
    }

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}

/// <summary>GET /sitemap.xml, and a file for each stretch of posts: no file grows, however many there are.</summary>
internal static class ShowSitemap
{
    private const string Namespace = "http://www.sitemaps.org/schemas/sitemap/0.9";

    /// <summary>Post numbers a file; its limit is 50,000 addresses.</summary>
    private const long NumbersPerFile = 10_000;

    private static readonly string[] Pages = ["/", "/community", "/docs"];

    public static async Task<IResult> HandleIndex(HttpContext http, CommunityDb db, CancellationToken ct)
    {
        var last = await db.Posts.OrderByDescending(p => p.Number).Select(p => p.Number).FirstOrDefaultAsync(ct);
        var origin = Origin.Of(http);
        return Xml.Write("application/xml; charset=utf-8", xml =>
        {
            xml.WriteStartElement("sitemapindex", Namespace);
            for (var file = 0L; file <= last / NumbersPerFile; file++) Place(xml, "sitemap", $"{origin}/sitemap-{file.ToString(CultureInfo.InvariantCulture)}.xml", null);
            xml.WriteEndElement();
        });
    }

    public static async Task<IResult> HandleFile(long file, HttpContext http, CommunityDb db, CancellationToken ct)
    {
        if (file is < 0 or > 1_000_000) return (Reply)Refusal.NotFound();
        var (from, to) = (file * NumbersPerFile, (file + 1) * NumbersPerFile);
        var posts = await db.Posts.Where(p => p.Number >= from && p.Number < to && p.State == PostState.Visible).OrderBy(p => p.Number)
            .Select(p => new { p.Id, p.PublishedAt }).ToListAsync(ct);
        var origin = Origin.Of(http);
        return Xml.Write("application/xml; charset=utf-8", xml =>
        {
            xml.WriteStartElement("urlset", Namespace);
            if (file == 0)
            {
                foreach (var page in Pages) Place(xml, "url", origin + page, null);
            }

            foreach (var post in posts) Place(xml, "url", $"{origin}/community/{post.Id}", post.PublishedAt);
            xml.WriteEndElement();
        });
    }

    private static void Place(XmlWriter xml, string element, string url, DateTimeOffset? at)
    {
        xml.WriteStartElement(element);
        xml.WriteElementString("loc", url);
        if (at is { } time) xml.WriteElementString("lastmod", time.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        xml.WriteEndElement();
    }
}

/// <summary>XML as an answer.</summary>
internal static class Xml
{
    public static IResult Write(string contentType, Action<XmlWriter> write)
    {
        using var memory = new MemoryStream();
        using (var xml = XmlWriter.Create(memory, new XmlWriterSettings { Encoding = new UTF8Encoding(false), Indent = true })) write(xml);
        return TypedResults.Bytes(memory.ToArray(), contentType);
    }

    /// <summary>What XML has no way to hold is left out.</summary>
    public static string Clean(string text)
    {
        if (text.All(XmlConvert.IsXmlChar)) return text;
        var kept = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (XmlConvert.IsXmlChar(text[i])) kept.Append(text[i]);
            else if (i + 1 < text.Length && XmlConvert.IsXmlSurrogatePair(text[i + 1], text[i])) kept.Append(text[i]).Append(text[++i]);
        }

        return kept.ToString();
    }
}
