using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using OmniHub.Kernel;
using Xunit;

namespace OmniHub.Tests.Architecture;

public class ModelTests(App app) : IClassFixture<App>
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Every_model_has_its_migration(bool isPostgres)
    {
        var contexts = app.Services.GetServices<ModuleContext>().ToList();
        Assert.NotEmpty(contexts);
        foreach (var context in contexts)
        {
            using var db = Open(context, isPostgres);
            Assert.True(db.Database.GetMigrations().Any(), $"{context.Type.Name} has no migration");
            Assert.False(db.Database.HasPendingModelChanges(), $"{context.Type.Name} changed without a migration");
        }
    }

    [Fact]
    public void Tables_belong_to_one_module_and_point_to_no_other()
    {
        foreach (var context in app.Services.GetServices<ModuleContext>())
        {
            using var db = Open(context, false);
            Assert.All(db.Model.GetEntityTypes(), entity => Assert.StartsWith(context.Module + "_", entity.GetTableName(), StringComparison.Ordinal));
        }
    }

    private static DbContext Open(ModuleContext context, bool isPostgres)
    {
        var options = (DbContextOptionsBuilder)Activator.CreateInstance(typeof(DbContextOptionsBuilder<>).MakeGenericType(context.Type))!;
        ModuleDbRegistration.Configure(options, new Database("/nowhere", isPostgres ? "Host=nowhere" : "Data Source=:memory:", isPostgres), context.Module);
        return (DbContext)Activator.CreateInstance(context.Type, BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic, null, [options.Options], null)!;
    }
}
