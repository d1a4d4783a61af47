using System.Reflection;
using System.Text.RegularExpressions;
using AngleSharp.Html.Parser;
using Microsoft.AspNetCore.Mvc.Razor;
using Microsoft.AspNetCore.Razor.Hosting;
using Microsoft.Extensions.DependencyInjection;
using OmniHub.Kernel;
using Xunit;

namespace OmniHub.Tests.Web;

/// <summary>Every view renders: its record has a static <c>Sample</c>, or <c>Samples</c> where it has several states.</summary>
public partial class ViewTests(App app) : IClassFixture<App>
{
    public static TheoryData<string> Paths() => [.. Views().Select(v => v.Identifier).Where(path => !path.EndsWith("_ViewImports.cshtml", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task It_renders_its_samples(string path)
    {
        var model = ModelOf(Views().Single(v => v.Identifier == path).Type);
        Assert.EndsWith("View", model.Name, StringComparison.Ordinal);
        var samples = SamplesOf(model).ToList();
        Assert.True(samples.Count > 0, $"{model} has no static Sample");
        foreach (var sample in samples)
        {
            var html = await app.Services.GetRequiredService<IViews>().RenderAsync(path, sample);
            var document = new HtmlParser().ParseDocument(html);
            Assert.Empty(document.QuerySelectorAll("[style], style, [onclick], [onload]"));
            // A tag whose helper the module has not imported goes out as it stands.
            Assert.DoesNotContain("<partial", html, StringComparison.Ordinal);
            Assert.All(document.QuerySelectorAll("script"), s => Assert.Equal("", s.TextContent));
            Assert.All(document.QuerySelectorAll("*").SelectMany(e => e.Attributes), a => Assert.DoesNotContain("js:", a.Value, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void No_two_views_have_one_path()
    {
        foreach (var group in Views().GroupBy(v => v.Identifier, StringComparer.OrdinalIgnoreCase)) Assert.Single(group);
    }

    [Fact]
    public void A_path_begins_with_the_name_of_its_module()
    {
        foreach (var view in Views()) Assert.StartsWith("/" + view.Type.Assembly.GetName().Name!["OmniHub.".Length..] + "/", view.Identifier, StringComparison.Ordinal);
    }

    [Fact]
    public void No_view_needs_eval_or_inline_code()
    {
        var bad = Directory.EnumerateFiles(Path.Combine(Architecture.Source.Root, "src"), "*.cshtml", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal))
            .Where(file => Forbidden().IsMatch(File.ReadAllText(file)));
        Assert.Empty(bad);
    }

    private static List<RazorCompiledItem> Views() =>
    [
        .. Directory.EnumerateFiles(AppContext.BaseDirectory, "OmniHub.*.dll").Where(file => !Path.GetFileName(file).Contains("Tests", StringComparison.Ordinal))
            .Select(file => Assembly.Load(new AssemblyName(Path.GetFileNameWithoutExtension(file))))
            .SelectMany(a => new RazorCompiledItemLoader().LoadItems(a)).Where(v => v.Kind.StartsWith("mvc", StringComparison.Ordinal)),
    ];

    private static Type ModelOf(Type view)
    {
        for (var type = view.BaseType; type is not null; type = type.BaseType)
        {
            if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(RazorPage<>)) return type.GetGenericArguments()[0];
        }

        throw new InvalidOperationException($"{view} is not a typed view.");
    }

    private static IEnumerable<object> SamplesOf(Type model)
    {
        const BindingFlags Static = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;
        if (model.GetProperty("Sample", Static)?.GetValue(null) is { } one) yield return one;
        if (model.GetProperty("Samples", Static)?.GetValue(null) is System.Collections.IEnumerable several)
        {
            foreach (var sample in several) yield return sample;
        }
    }

    [GeneratedRegex(@"hx-on|js:|\sstyle=|<style|\son[a-z]+=""|<script(?![^>]*(\bsrc=|\basset=|type=""application/json""|id=""api-reference""))", RegexOptions.IgnoreCase)]
    private static partial Regex Forbidden();
}
