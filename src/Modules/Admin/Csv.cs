using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using OmniHub.Kernel;

namespace OmniHub.Admin;

/// <summary>Files for spreadsheets, written while they are read. No cell is ever a formula.</summary>
internal static class Csv
{
    public static IResult File(string name, Func<StreamWriter, Task> write) => Results.Stream(
        async stream =>
        {
            await using var csv = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\r\n" };
            await write(csv);
        },
        "text/csv; charset=utf-8", name);

    public static string Line(params IEnumerable<object?> cells) => string.Join(',', cells.Select(Cell));

    private static string Cell(object? value) => value switch
    {
        null => "",
        string text => Text(text),
        Micros amount => amount.Credits.ToString(CultureInfo.InvariantCulture),
        DateTimeOffset at => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => Text(value.ToString() ?? ""),
    };

    private static string Text(string text)
    {
        var isFormula = text.TrimStart() is ['=' or '+' or '-' or '@', ..] || text is ['\t' or '\r' or '\n', ..];
        return '"' + (isFormula ? "'" : "") + text.Replace("\"", "\"\"", StringComparison.Ordinal) + '"';
    }
}
