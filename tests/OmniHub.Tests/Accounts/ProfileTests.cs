using System.IO.Compression;
using System.Text.Json.Nodes;
using OmniHub.Accounts;
using OmniHub.Contracts.Accounts;
using Xunit;

namespace OmniHub.Tests;

public class ProfileTests(WideApp app) : IClassFixture<WideApp>
{
    private const string Password = "a long enough pass";

    [Fact]
    public async Task A_name_and_a_default_workspace_can_be_changed_and_nothing_else()
    {
        var visitor = await app.SignUpAsync();
        var before = (await visitor.Get("/api/auth/me")).Json["user"]!;
        var answer = await visitor.Patch("/api/auth/me", new
        {
            name = " New Name ",
            role = "admin",
            credits = 5,
            email = "other@example.com",
            defaultWorkspaceId = (string)before["defaultWorkspaceId"]!,
        });
        Assert.Equal(200, answer.Status);
        Assert.Equal(["user"], answer.Json.AsObject().Select(m => m.Key));
        before["name"] = "New Name";
        Assert.True(JsonNode.DeepEquals(before, answer.Json["user"]), answer.Text);
        Assert.True(JsonNode.DeepEquals(before, (await visitor.Get("/api/auth/me")).Json["user"]));
    }

    [Theory]
    [InlineData("""{"name":""}""", "name")]
    [InlineData("""{"name":5}""", "name")]
    [InlineData("""{"password":"another long pass"}""", "currentPassword")]
    [InlineData("""{"password":"another long pass","currentPassword":"wrong"}""", "currentPassword")]
    [InlineData("""{"password":"short","currentPassword":"a long enough pass"}""", "password")]
    public async Task A_wrong_field_is_named_and_nothing_changes(string body, string field)
    {
        var visitor = await app.SignUpAsync();
        var answer = await visitor.Send(HttpMethod.Patch, "/api/auth/me", body);
        Assert.Equal((400, "validation_failed"), (answer.Status, answer.Code));
        Assert.Equal([field], answer.Json["errors"]!.AsObject().Select(e => e.Key));
        Assert.Equal(200, (await visitor.Get("/api/auth/me")).Status);
    }

    [Fact]
    public async Task A_workspace_of_another_looks_like_none()
    {
        var (ann, bob) = (await app.SignUpAsync(), await app.SignUpAsync());
        var anns = (string)(await ann.Get("/api/auth/me")).Json["user"]!["defaultWorkspaceId"]!;
        foreach (var id in new[] { anns, "wsp_00000000000000000000000000" })
        {
            Assert.Equal(404, (await bob.Get("/api/workspaces/" + id)).Status);
            Assert.Equal(404, (await bob.Patch("/api/auth/me", new { defaultWorkspaceId = id })).Status);
            var place = await app.In<IWorkspaces, SpendingPlace>(w => w.SpendAsync(bob.Id!, null, id, CancellationToken.None));
            Assert.IsType<SpendingPlace.Unknown>(place);
        }

        Assert.Equal([anns], await app.In<IWorkspaces, IReadOnlyList<string>>(w => w.VisibleAsync(ann.Id!, CancellationToken.None)));
    }

    [Fact]
    public async Task Two_changes_of_the_password_at_once_leave_one_new_password()
    {
        var visitor = await app.SignUpAsync("twice");
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(i =>
            visitor.Patch("/api/auth/me", new { password = $"new password {i}", currentPassword = Password })));
        var won = Array.FindIndex(answers, a => a.Status == 200);
        Assert.Single(answers, a => a.Status == 200);
        var login = await app.Anyone().Post("/api/auth/login", new { email = "twice@example.com", password = $"new password {won}" });
        Assert.Equal(200, login.Status);
    }

    [Fact]
    public async Task A_deleted_account_leaves_nothing_personal_behind()
    {
        var visitor = await app.SignUpAsync("gone");
        var program = app.Anyone().WithToken((string)(await visitor.Post("/api/keys", new { name = "gone too" })).Json["key"]!, null);
        Assert.Equal(200, (await program.Get("/api/auth/me")).Status);
        Assert.Equal(400, (await visitor.Delete("/api/auth/me", new { password = "wrong" })).Status);
        Assert.Equal(400, (await visitor.Delete("/api/auth/me")).Status);

        Assert.Equal(204, (await visitor.Delete("/api/auth/me", new { password = Password })).Status);

        Assert.Equal(401, (await visitor.Get("/api/auth/me")).Status);
        Assert.Equal(401, (await program.Get("/api/auth/me")).Status);
        Assert.Equal(401, (await app.Anyone().Post("/api/auth/login", new { email = "gone@example.com", password = Password })).Status);
        Assert.Null(await app.In<IAccounts, Person?>(a => a.FindAsync(visitor.Id!, CancellationToken.None)));
        var row = await app.In<AccountsDb, User?>(db => db.Users.FindAsync(visitor.Id).AsTask());
        Assert.Equal((null, null, "", null), (row!.Email, row.NormalizedEmail, row.Name, row.PasswordHash));
        var back = await app.Anyone().Post("/api/auth/register", new { email = "gone@example.com", password = Password, name = "Back" });
        Assert.Equal(201, back.Status);
    }

    [Fact]
    public async Task The_only_admin_cannot_leave()
    {
        var answer = await (await app.AdminAsync()).Delete("/api/auth/me", new { password = App.AdminPassword });
        Assert.Equal((409, "conflict"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task The_export_is_a_zip_of_what_is_kept()
    {
        var visitor = await app.SignUpAsync("exporter");
        await visitor.Post("/api/keys", new { name = "exported key" });
        var hook = (await visitor.Post("/api/webhooks", new { url = "https://93.184.216.34/hook", events = new[] { "credits.low" } })).Json;
        var answer = await visitor.Get("/api/auth/me/export");
        Assert.Equal((200, "application/zip"), (answer.Status, answer.ContentType));
        using var zip = new ZipArchive(new MemoryStream(answer.Body));
        Assert.Equal("exporter@example.com", (string)Read(zip, "account.json")["email"]!);
        Assert.Equal("exported key", (string)Read(zip, "keys.json")[0]!["name"]!);
        Assert.Equal("Personal", (string)Read(zip, "workspaces.json")[0]!["name"]!);
        Assert.Equal("https://93.184.216.34/hook", (string)Read(zip, "webhooks.json")[0]!["url"]!);
        Assert.DoesNotContain((string)hook["secret"]!, Read(zip, "webhooks.json").ToJsonString());
        Assert.DoesNotContain(zip.Entries, e => e.Name.Contains("hash", StringComparison.OrdinalIgnoreCase));
    }

    private static JsonNode Read(ZipArchive zip, string name)
    {
        using var entry = zip.GetEntry(name)!.Open();
        return JsonNode.Parse(entry)!;
    }
}
