using System.Text.RegularExpressions;
using Xunit;

namespace OmniHub.Tests.Architecture;

public partial class TidyTests
{
    private const int LinesMax = 200;
    private const int LinesMaxOfEmulators = 300;
    private const int KernelFilesMax = 25;
    private const int KernelLinesMax = 1_210;

    private static readonly string[] Emulators = ["src/OmniHub.Sandbox/", "src/Hangfire.Storage.SQLite/"];

    [Fact]
    public void A_file_can_be_read_at_once()
    {
        var long_ = Source.Files("src", ".cs", ".cshtml").Select(file => (Name: Source.Short(file), Lines: File.ReadLines(file).Count()))
            .Where(f => f.Lines > (Emulators.Any(e => f.Name.StartsWith(e, StringComparison.Ordinal)) ? LinesMaxOfEmulators : LinesMax));
        Assert.Empty(long_);
    }

    [Fact]
    public void The_kernel_stays_small()
    {
        var files = Source.Files("src/OmniHub.Kernel", ".cs").ToList();
        Assert.InRange(files.Count, 1, KernelFilesMax);
        Assert.InRange(files.Sum(file => File.ReadLines(file).Count()), 1, KernelLinesMax);
    }

    [Fact]
    public void Names_say_what_a_thing_is()
    {
        var vague = Source.Files("src", ".cs", ".cshtml").Where(file => Vague().IsMatch(NameOf(file))
            || File.ReadLines(file).Any(line => VagueType().IsMatch(line)));
        Assert.Empty(vague.Select(Source.Short));
    }

    [Fact]
    public void Nothing_is_left_for_later()
    {
        var later = Source.Files("src", ".cs", ".cshtml", ".js", ".css").Where(file => Later().IsMatch(File.ReadAllText(file)));
        Assert.Empty(later.Select(Source.Short));
    }

    [Fact]
    public void Nothing_blocks_or_swallows()
    {
        var bad = Source.Files("src", ".cs").Where(file => Bad().IsMatch(File.ReadAllText(file)));
        Assert.Empty(bad.Select(Source.Short));
    }

    // The framework's own word for it.
    private static string NameOf(string file) => Path.GetFileNameWithoutExtension(file).Replace("TagHelper", "Tag", StringComparison.Ordinal);

    [GeneratedRegex("(Manager|Helper|Helpers|Utils|Util|Dto|Service|Processor|Impl|Common)$")]
    private static partial Regex Vague();

    [GeneratedRegex(@"\b(class|record|struct|interface|enum) \w*(Manager|(?<!Tag)Helper|Helpers|Utils|Util|Dto|Processor|Impl|Common)\b")]
    private static partial Regex VagueType();

    [GeneratedRegex(@"\b(TODO|FIXME|HACK|XXX)\b|NotImplementedException")]
    private static partial Regex Later();

    [GeneratedRegex(@"\.GetAwaiter\(\)\.GetResult\(\)|catch\s*(\(Exception\))?\s*\{\s*\}|#region")]
    private static partial Regex Bad();
}
