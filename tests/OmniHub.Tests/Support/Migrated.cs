using Hangfire;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using OmniHub.Web;

namespace OmniHub.Tests;

/// <summary>An empty database with all tables, made by the host itself.</summary>
internal static class Migrated
{
    public static async Task MakeAsync(string folder, string? databaseUrl)
    {
        var builder = WebApplication.CreateBuilder([$"--OMNIHUB_DATA={folder}", $"--DATABASE_URL={databaseUrl}", "--Serilog:MinimumLevel:Default=Warning"]);
        builder.AddHost();
        builder.AddModules();
        builder.AddJobs();
        await using var app = builder.Build();
        await app.MigrateAsync();
        // Makes its tables.
        app.Services.GetRequiredService<JobStorage>();
    }
}
