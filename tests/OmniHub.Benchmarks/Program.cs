using BenchmarkDotNet.Running;
using OmniHub.Benchmarks;

// dotnet run -c Release --project tests/OmniHub.Benchmarks -- start | busy | analytics | gallery [COUNT] | gallery-seed FOLDER COUNT | library [COUNT] | gateway [rounds] [portkey] | <BenchmarkDotNet arguments>
return args switch
{
    ["start", ..] => await FirstPage.RunAsync(),
    ["busy", ..] => await BusyReads.RunAsync(),
    ["gateway", ..] => await GatewayCost.RunAsync(args[1..]),
    ["gateway-upstream", var port] => await Upstream.RunAsync(port),
    ["gateway-yarp", var port, var upstream] => await RawProxy.RunAsync(port, upstream),
    ["analytics", ..] => await Analytics.RunAsync(),
    ["gallery"] => await GalleryReads.RunAsync(100_000),
    ["gallery", var count, ..] => await GalleryReads.RunAsync(int.Parse(count, System.Globalization.CultureInfo.InvariantCulture)),
    ["gallery-seed", var folder, var count, ..] => await SeedGallery.RunAsync(folder, int.Parse(count, System.Globalization.CultureInfo.InvariantCulture)),
    ["library"] => await LibraryReads.RunAsync(100_000),
    ["library", var count, ..] => await LibraryReads.RunAsync(int.Parse(count, System.Globalization.CultureInfo.InvariantCulture)),
    _ => Micro(args),
};

static int Micro(string[] args)
{
    BenchmarkSwitcher.FromAssembly(typeof(Product).Assembly).Run(args);
    return 0;
}
