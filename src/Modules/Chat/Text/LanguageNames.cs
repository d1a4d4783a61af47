using System.Collections.Frozen;

namespace OmniHub.Chat;

/// <summary>What languages of code are called by people.</summary>
internal static class LanguageNames
{
    private const int LengthMax = 24;

    private static readonly FrozenDictionary<string, string> Names = new Dictionary<string, string>
    {
        ["cs"] = "C#",
        ["csharp"] = "C#",
        ["c#"] = "C#",
        ["fs"] = "F#",
        ["fsharp"] = "F#",
        ["cpp"] = "C++",
        ["c++"] = "C++",
        ["c"] = "C",
        ["js"] = "JavaScript",
        ["javascript"] = "JavaScript",
        ["ts"] = "TypeScript",
        ["typescript"] = "TypeScript",
        ["tsx"] = "TSX",
        ["jsx"] = "JSX",
        ["py"] = "Python",
        ["python"] = "Python",
        ["rb"] = "Ruby",
        ["ruby"] = "Ruby",
        ["rs"] = "Rust",
        ["rust"] = "Rust",
        ["go"] = "Go",
        ["java"] = "Java",
        ["kt"] = "Kotlin",
        ["kotlin"] = "Kotlin",
        ["swift"] = "Swift",
        ["php"] = "PHP",
        ["sh"] = "Shell",
        ["bash"] = "Shell",
        ["shell"] = "Shell",
        ["console"] = "Terminal",
        ["sql"] = "SQL",
        ["html"] = "HTML",
        ["css"] = "CSS",
        ["json"] = "JSON",
        ["yaml"] = "YAML",
        ["yml"] = "YAML",
        ["xml"] = "XML",
        ["toml"] = "TOML",
        ["md"] = "Markdown",
        ["markdown"] = "Markdown",
        ["csv"] = "CSV",
        ["diff"] = "Diff",
        ["dockerfile"] = "Dockerfile",
        ["razor"] = "Razor",
        ["cshtml"] = "Razor",
        ["powershell"] = "PowerShell",
        ["tex"] = "TeX",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>The name; one that is not known stays as it is written, and none is plain text.</summary>
    public static string Of(string? language)
    {
        var name = language?.Trim() ?? "";
        return name.Length == 0 ? "Text" : Names.TryGetValue(name, out var known) ? known : name.Length <= LengthMax ? name : name[..LengthMax];
    }
}
