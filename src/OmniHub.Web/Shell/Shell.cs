using OmniHub.Ui;

namespace OmniHub.Web;

/// <summary>Gathers what the frame shows.</summary>
internal sealed class Shell : IShell
{
    public Task<ShellView> BuildAsync(HttpContext http, PageView page) =>
        Task.FromResult(new ShellView(http.Request.Path, null, null, [], [], [], [], false, ""));
}
