using OmniHub.Kernel;
using OmniHub.Ui;
using OmniHub.Web;

var builder = WebApplication.CreateBuilder(args);
builder.WebHost.UseStaticWebAssets();
builder.Services.AddControllersWithViews();
builder.Services.AddHttpContextAccessor();
builder.Services.AddSingleton<IViews, RazorViews>();
builder.Services.AddSingleton<IShell, S>();
var modules = Modules.Discover();
foreach (var m in modules) m.AddServices(builder);
var app = builder.Build();
foreach (var m in modules) m.MapEndpoints(app);
app.MapGet("/", () => new PageView("/Billing/Ledger/LedgerPage.cshtml", new object(), string.Join(",", modules.Select(m => m.Name))));
app.MapGet("/out", async (IViews v) => await v.RenderAsync("/Billing/Ledger/LedgerPage.cshtml", new object()));
app.Run();
internal sealed class S : IShell { public Task<ShellView> BuildAsync(HttpContext h, PageView p) => Task.FromResult(new ShellView("/", null, null, [], [], [], true, "")); }
