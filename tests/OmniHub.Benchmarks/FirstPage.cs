namespace OmniHub.Benchmarks;

/// <summary>From process start to the first full page, on a migrated database. Aim: under 2 s in a Release build.</summary>
internal static class FirstPage
{
    private const int Runs = 7;

    public static async Task<int> RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("omnihub-bench-").FullName;
        using var product = new Product(folder);
        var empty = await product.StartAsync();
        var times = new List<double>();
        for (var i = 0; i < Runs; i++)
        {
            product.Stop();
            times.Add((await product.StartAsync()).TotalSeconds);
        }

        times.Sort();
        Console.WriteLine($"first page, empty folder      {empty.TotalSeconds:0.00} s");
        Console.WriteLine($"first page, migrated database {times[Runs / 2]:0.00} s median, {times[0]:0.00} s best, {times[^1]:0.00} s worst of {Runs}");
        return 0;
    }
}
