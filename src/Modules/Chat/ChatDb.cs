using Microsoft.EntityFrameworkCore;
using OmniHub.Kernel;

namespace OmniHub.Chat;

internal sealed class ChatDb(DbContextOptions<ChatDb> options) : ModuleDb(options, "chat")
{
    protected override void Map(ModelBuilder model)
    {
    }
}
