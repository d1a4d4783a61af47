using OmniHub.Kernel;
using OmniHub.Web;

try
{
    var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
    builder.AddHost();
    builder.AddModules();
    PlaySandbox.AddTo(builder);
    builder.AddJobs();
    builder.AddApiDocument();
    builder.AddObservability();

    var app = builder.Build();
    if (Commands.AskForHelp(args)) return await app.HelpAsync();
    if (Commands.WordsOf(args) is { Length: > 0 } words) return await app.RunCommandAsync(words);

    await app.PrepareAsync();
    await app.RunAsync();
    return 0;
}
catch (StartRefusedException refused)
{
    await Console.Error.WriteLineAsync(refused.Message);
    return 1;
}
