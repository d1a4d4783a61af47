using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using OmniHub.Admin;
using OmniHub.Contracts.Admin;
using OmniHub.Kernel;
using Xunit;

namespace OmniHub.Tests.Admin;

public sealed class AuditTests : IAsyncLifetime
{
    private readonly App app = new App().With("AUDIT_KEEP_DAYS", "30");
    private Visitor admin = null!;

    public async ValueTask InitializeAsync() => admin = await app.AdminAsync();

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task A_change_leaves_an_entry_that_names_who_what_and_how()
    {
        await admin.Put("/api/admin/settings", new { profitMarginPercent = 18, freeCredits = 100 });
        var entry = (await admin.Get("/api/admin/audit?action=settings.update")).Json["items"]!.AsArray().Single()!;
        Assert.Equal("""{"profitMarginPercent":[0,18]}""", entry["changes"]!.ToJsonString());
        Assert.Equal("admin@localhost", entry["actor"]!["email"]!.GetValue<string>());
        Assert.StartsWith("usr_", entry["actor"]!["id"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal("settings", entry["target"]!["type"]!.GetValue<string>());
        Assert.Equal(64, entry["hash"]!.GetValue<string>().Length);
        Assert.DoesNotContain("127.0.0.1", entry.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_change_that_changes_nothing_leaves_none()
    {
        await admin.Put("/api/admin/settings", new { profitMarginPercent = 0 });
        Assert.Empty((await admin.Get("/api/admin/audit?action=settings.update")).Json["items"]!.AsArray());
    }

    [Fact]
    public async Task The_log_is_filtered_and_paged_newest_first()
    {
        for (var i = 1; i <= 5; i++) await admin.Put("/api/admin/settings", new { freeCredits = i });
        await admin.Put("/api/admin/models/ovi", new { featured = true });
        Assert.Single((await admin.Get("/api/admin/audit?target=ovi")).Json["items"]!.AsArray());
        Assert.Equal(6, (await admin.Get("/api/admin/audit?actor=ADMIN@localhost&limit=100")).Json["items"]!.AsArray().Count);
        Assert.Empty((await admin.Get("/api/admin/audit?actor=usr_nobody")).Json["items"]!.AsArray());

        var first = (await admin.Get("/api/admin/audit?action=settings.update&limit=3")).Json;
        var second = (await admin.Get($"/api/admin/audit?action=settings.update&limit=3&cursor={first["nextCursor"]!.GetValue<string>()}")).Json;
        Assert.Equal([5, 4, 3, 2, 1], first["items"]!.AsArray().Concat(second["items"]!.AsArray()).Select(e => e!["changes"]!["freeCredits"]![1]!.GetValue<int>()));
        Assert.Null(second["nextCursor"]);
        Assert.Equal(400, (await admin.Get($"/api/admin/audit?cursor={PageRequest.Encode("usr_x")}")).Status);
    }

    [Fact]
    public async Task Entries_written_at_once_make_one_chain()
    {
        var audit = app.Services.GetRequiredService<IAudit>();
        await Task.WhenAll(Enumerable.Range(0, 50).Select(i => audit.WriteAsync(Entry($"t{i}"), CancellationToken.None)));
        var (code, said) = await VerifyAsync();
        Assert.Equal(0, code);
        Assert.Contains("all in order", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("UPDATE {0} SET changes = '{{\"freeCredits\":[100,101]}}' WHERE sequence = 2", "was changed")]
    [InlineData("UPDATE {0} SET actor_id = 'usr_other' WHERE sequence = 3", "was changed")]
    [InlineData("UPDATE {0} SET at = at + 1 WHERE sequence = 1", "was changed")]
    [InlineData("DELETE FROM {0} WHERE sequence = 2", "follows a gap")]
    [InlineData("DELETE FROM {0} WHERE sequence = 4", "last entries are missing")]
    [InlineData("DELETE FROM {0}", "last entries are missing")]
    public async Task Tampering_is_found(string sql, string complaint)
    {
        var audit = app.Services.GetRequiredService<IAudit>();
        var before = await app.In<AdminDb, long>(db => db.Audit.LongCountAsync());
        for (var i = 0; i < 4 - before; i++) await audit.WriteAsync(Entry($"t{i}"), CancellationToken.None);
        Assert.Equal(0, (await VerifyAsync()).Code);

        var table = Postgres.Enabled ? "admin.audit_entries" : "admin_audit_entries";
        await app.In<AdminDb, int>(db => db.Database.ExecuteSqlRawAsync(string.Format(sql, table).Replace("{", "{{").Replace("}", "}}")));
        var (code, said) = await VerifyAsync();
        Assert.Equal(1, code);
        Assert.Contains(complaint, said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_pruned_leaves_a_signed_checkpoint()
    {
        var audit = app.Services.GetRequiredService<IAudit>();
        for (var i = 0; i < 4; i++) await audit.WriteAsync(Entry($"t{i}"), CancellationToken.None);
        // Old entries cannot be made without breaking the chain, so the newest are made young by hand and tied again.
        await app.In<AdminDb, int>(async db =>
        {
            AuditRow? last = null;
            foreach (var row in await db.Audit.AsNoTracking().OrderBy(a => a.Sequence).ToListAsync())
            {
                var old = new AuditRow
                {
                    Sequence = row.Sequence,
                    Id = row.Id,
                    At = row.At.AddDays(row.Sequence <= 3 ? -40 : 0),
                    ActorId = row.ActorId,
                    Action = row.Action,
                    TargetType = row.TargetType,
                    TargetId = row.TargetId,
                    Changes = row.Changes,
                    Address = row.Address,
                    PreviousHash = "",
                    Hash = "",
                };
                last = AuditChain.Link(last, old);
                db.ChangeTracker.Clear();
                db.Audit.Update(last);
                await db.SaveChangesAsync();
            }

            (await db.Settings.SingleAsync(s => s.Key == AuditLog.HeadKey)).Value = $"{last!.Sequence}:{last.Hash}";
            return await db.SaveChangesAsync();
        });
        Assert.Equal(0, (await VerifyAsync()).Code);
        var (code, said) = await RunAsync("audit prune");
        Assert.True(code == 0 && said.Contains("3 entries", StringComparison.Ordinal), said);
        Assert.Equal(0, (await VerifyAsync()).Code);
        Assert.Equal(4, await app.In<AdminDb, long>(db => db.Audit.MinAsync(a => a.Sequence)));

        await app.In<AdminDb, int>(db => db.Audit.Where(a => a.Sequence == 4).ExecuteDeleteAsync());
        Assert.Equal(1, (await VerifyAsync()).Code);
        await app.In<AdminDb, int>(db => db.Settings.Where(x => x.Key == "audit.checkpoint").ExecuteUpdateAsync(u => u.SetProperty(x => x.Value, x => x.Value + "0")));
        Assert.Contains("checkpoint was changed", (await VerifyAsync()).Said, StringComparison.Ordinal);
    }

    private static AuditEntry Entry(string target) =>
        new("system", "test.write", "test", target, new Dictionary<string, object?[]> { ["field"] = ["old", 1.5m] }, "203.0.113.7");

    private Task<(int Code, string Said)> VerifyAsync() => RunAsync("audit verify");

    private async Task<(int Code, string Said)> RunAsync(string name)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var command = scope.ServiceProvider.GetServices<ICommand>().Single(c => c.Name == name);
        var output = new StringWriter();
        return (await command.RunAsync(output, CancellationToken.None), output.ToString());
    }
}
