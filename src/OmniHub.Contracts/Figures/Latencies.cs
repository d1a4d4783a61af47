using System.Globalization;

namespace OmniHub.Contracts.Figures;

/// <summary>
/// How long work took, as counts of slots that grow with the time: 20 ms wide up to 2 s, 200 ms up to 20 s, 2 s up to 200 s, then
/// 20 s. Counts add up exactly, so a percentile of any range is right to its slot.
/// </summary>
public sealed class Latencies
{
    private const int SlotsOfStep = 90, FirstSlots = 100, SlotMax = 370;
    private const long FirstWidth = 20;
    private readonly SortedDictionary<int, long> counts = [];

    /// <summary>All of them.</summary>
    public long Count => counts.Values.Sum();

    /// <summary>The sum of packed texts.</summary>
    public static Latencies Of(IEnumerable<string> packed)
    {
        var sum = new Latencies();
        foreach (var text in packed) sum.Add(text);
        return sum;
    }

    /// <summary>Adds a packed text: <c>slot:count</c>, separated by spaces.</summary>
    public void Add(string packed)
    {
        var rest = packed.AsSpan();
        while (!rest.IsEmpty)
        {
            var end = rest.IndexOf(' ');
            var pair = end < 0 ? rest : rest[..end];
            rest = end < 0 ? [] : rest[(end + 1)..];
            var colon = pair.IndexOf(':');
            Add(
                int.Parse(pair[..colon], NumberStyles.None, CultureInfo.InvariantCulture),
                long.Parse(pair[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture));
        }
    }

    /// <summary>Adds so many to a slot; a negative slot is none.</summary>
    public void Add(int slot, long count)
    {
        if (slot >= 0) counts[slot] = counts.GetValueOrDefault(slot) + count;
    }

    /// <summary>The slot of a time.</summary>
    public static int SlotOf(TimeSpan time)
    {
        var ms = Math.Max(0, (long)time.TotalMilliseconds);
        var (slot, width, start, end) = (0, FirstWidth, 0L, FirstWidth * FirstSlots);
        while (ms >= end && slot < SlotMax - SlotsOfStep)
        {
            (slot, width, start) = (slot == 0 ? FirstSlots : slot + SlotsOfStep, width * 10, end);
            end = start * 10;
        }

        return (int)Math.Min(SlotMax, slot + ((ms - start) / width));
    }

    /// <summary>The same as SQL, of an expression in milliseconds.</summary>
    public static string SlotSql(string ms) =>
        $"CASE WHEN {ms} < 0 THEN 0 WHEN {ms} < 2000 THEN ({ms}) / 20 WHEN {ms} < 20000 THEN 100 + ({ms} - 2000) / 200"
        + $" WHEN {ms} < 200000 THEN 190 + ({ms} - 20000) / 2000 WHEN {ms} < 2000000 THEN 280 + ({ms} - 200000) / 20000 ELSE 370 END";

    /// <summary>So many percent took at most this long (the middle of the slot); null without any.</summary>
    public TimeSpan? Percentile(int percent)
    {
        var total = Count;
        if (total == 0) return null;
        var rank = ((total * percent) + 99) / 100;
        foreach (var (slot, count) in counts)
        {
            rank -= count;
            if (rank <= 0) return Middle(slot);
        }

        return Middle(SlotMax);
    }

    /// <summary>Packed.</summary>
    public override string ToString() => string.Join(' ', counts.Select(c => string.Create(CultureInfo.InvariantCulture, $"{c.Key}:{c.Value}")));

    private static TimeSpan Middle(int slot)
    {
        if (slot < FirstSlots) return TimeSpan.FromMilliseconds((slot * FirstWidth) + (FirstWidth / 2));
        var (step, place) = Math.DivRem(slot - FirstSlots, SlotsOfStep);
        var width = FirstWidth * (long)Math.Pow(10, step + 1);
        return TimeSpan.FromMilliseconds((FirstWidth * FirstSlots * (long)Math.Pow(10, step)) + (place * width) + (width / 2));
    }
}
