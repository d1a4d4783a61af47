using OmniHub.Web;

var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
builder.AddHost();
builder.AddModules();
builder.AddJobs();

var app = builder.Build();
await app.PrepareAsync();
app.UsePipeline();
app.MapModules();
app.Run();
