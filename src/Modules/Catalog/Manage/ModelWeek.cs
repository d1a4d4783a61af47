using System.Globalization;
using OmniHub.Contracts.Figures;

namespace OmniHub.Catalog;

/// <summary>What became of a model's work in the last seven days.</summary>
/// <param name="Total">Begun.</param>
/// <param name="Failed">Of these.</param>
/// <param name="FailedText">In percent of what has ended.</param>
/// <param name="Median">Half took at most this long.</param>
/// <param name="Course">By day.</param>
/// <param name="Errors">The newest failures.</param>
internal sealed record ModelWeekView(
    long Total, long Failed, string FailedText, string Median, IReadOnlyList<decimal> Course, IReadOnlyList<FailedWork> Errors)
{
    private const int Days = 7, ErrorsMax = 3;

    /// <summary>For the test that renders every view.</summary>
    public static ModelWeekView Sample => new(
        298, 26, "8.7%", "95 s", [30, 42, 51, 40, 38, 45, 52],
        [new("gen_1", "ray", "provider_timeout", "The provider did not answer in time.", DateTimeOffset.UnixEpoch)]);

    public static async Task<ModelWeekView> ReadAsync(IEnumerable<IWorkFigures> sources, string modelId, DateTimeOffset now, CancellationToken ct)
    {
        var from = new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero).AddDays(1 - Days);
        var (work, errors) = (new List<WorkSlice>(), new List<FailedWork>());
        foreach (var source in sources)
        {
            work.AddRange((await source.ReadAsync(from, now, false, ct)).Slices.Where(s => s.ModelId == modelId));
            errors.AddRange(await source.FailuresAsync(modelId, ErrorsMax, ct));
        }

        var (failed, ended) = (work.Sum(w => w.Failed), work.Sum(w => w.Failed + w.Completed));
        var median = Latencies.Of(work.Select(w => w.Latencies)).Percentile(50);
        return new(
            work.Sum(w => w.Total), failed, ended == 0 ? "–" : (failed / (decimal)ended).ToString("0.0%", CultureInfo.InvariantCulture),
            median is { } time ? time.TotalSeconds.ToString(time.TotalSeconds < 10 ? "0.0 s" : "0 s", CultureInfo.InvariantCulture) : "–",
            [.. Enumerable.Range(0, Days).Select(i => (decimal)work.Where(w => w.Start == from.AddDays(i)).Sum(w => w.Total))],
            [.. errors.OrderByDescending(e => e.At).Take(ErrorsMax)]);
    }
}
