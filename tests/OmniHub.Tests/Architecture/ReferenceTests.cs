using System.Text.RegularExpressions;
using System.Xml.Linq;
using Xunit;

namespace OmniHub.Tests.Architecture;

public partial class ReferenceTests
{
    /// <summary>Who may reference whom, as projects.</summary>
    private static readonly Dictionary<string, string[]> Projects = new()
    {
        ["OmniHub.Kernel"] = [],
        ["OmniHub.Contracts"] = ["OmniHub.Kernel"],
        ["OmniHub.Ui"] = ["OmniHub.Contracts", "OmniHub.Kernel"],
        ["OmniHub.Providers"] = [],
        ["OmniHub.Sandbox"] = [],
        ["Hangfire.Storage.SQLite"] = [],
        ["OmniHub.Migrations.Sqlite"] = Modules,
        ["OmniHub.Migrations.Postgres"] = Modules,
        ["OmniHub.Accounts"] = [.. Base, "OmniHub.Providers"], // guarded HTTP, for user webhooks: decision 0007
        ["OmniHub.Admin"] = Base,
        ["OmniHub.Billing"] = Base,
        ["OmniHub.Catalog"] = [.. Base, "OmniHub.Providers"],
        ["OmniHub.Chat"] = [.. Base, "OmniHub.Providers"],
        ["OmniHub.Community"] = Base,
        ["OmniHub.Generation"] = [.. Base, "OmniHub.Providers"],
        ["OmniHub.Web"] = [.. Modules, "OmniHub.Ui", "OmniHub.Sandbox", "Hangfire.Storage.SQLite", "OmniHub.Migrations.Sqlite", "OmniHub.Migrations.Postgres"],
    };

    /// <summary>Which contracts of others a module may use. Money sits at the bottom: it asks nobody but the operator's settings and audit log. Figures are words that all share.</summary>
    private static readonly Dictionary<string, string[]> Contracts = new()
    {
        ["Billing"] = ["Admin"], // the operator's price of a credit, and the audit log of plans
        ["Accounts"] = ["Admin", "Billing"],
        ["Admin"] = ["Accounts", "Billing", "Catalog", "Chat", "Generation"],
        ["Catalog"] = ["Admin"],
        ["Chat"] = ["Accounts", "Admin", "Billing", "Catalog", "Generation"],
        ["Community"] = ["Accounts", "Admin", "Catalog", "Generation"],
        ["Generation"] = ["Accounts", "Admin", "Billing", "Catalog", "Community"],
    };

    private static string[] Base => ["OmniHub.Kernel", "OmniHub.Contracts", "OmniHub.Ui"];

    private static string[] Modules => ["OmniHub.Accounts", "OmniHub.Admin", "OmniHub.Billing", "OmniHub.Catalog", "OmniHub.Chat", "OmniHub.Community", "OmniHub.Generation"];

    [Fact]
    public void Projects_reference_what_the_table_allows()
    {
        foreach (var file in Source.Files("src", ".csproj"))
        {
            var name = Path.GetFileNameWithoutExtension(file);
            Assert.True(Projects.TryGetValue(name, out var allowed), $"{name} is not in the table");
            var common = file.Contains("/Modules/", StringComparison.Ordinal) ? References(Path.Combine(Source.Root, "src/Modules/Directory.Build.props")) : [];
            Assert.Empty(References(file).Concat(common).Except(allowed).Select(reference => $"{name} → {reference}"));
        }
    }

    [Fact]
    public void Modules_use_the_contracts_that_the_table_allows()
    {
        foreach (var (module, allowed) in Contracts)
        {
            var used = Source.Files(Path.Combine("src/Modules", module), ".cs", ".cshtml")
                .SelectMany(file => ContractUse().Matches(File.ReadAllText(file)).Select(m => m.Groups[1].Value)).Distinct();
            Assert.Empty(used.Except([.. allowed, module, "Figures"]).Select(contract => $"{module} → {contract}"));
        }
    }

    [Fact]
    public void The_host_names_no_type_of_a_module()
    {
        var named = Source.Files("src/OmniHub.Web", ".cs", ".cshtml")
            .Where(file => Modules.Any(m => File.ReadAllText(file).Contains("using " + m, StringComparison.Ordinal) || File.ReadAllText(file).Contains(m + ".", StringComparison.Ordinal)));
        Assert.Empty(named.Select(Source.Short));
    }

    private static IEnumerable<string> References(string file) =>
        XDocument.Load(file).Descendants("ProjectReference").Select(r => Path.GetFileNameWithoutExtension(r.Attribute("Include")!.Value.Replace('\\', '/')));

    [GeneratedRegex(@"OmniHub\.Contracts\.(\w+)")]
    private static partial Regex ContractUse();
}
