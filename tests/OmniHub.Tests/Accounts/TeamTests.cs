using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using OmniHub.Accounts;
using Xunit;

namespace OmniHub.Tests;

public class TeamTests(WideApp app) : IClassFixture<WideApp>
{
    [Fact]
    public async Task A_workspace_is_made_renamed_and_deleted()
    {
        var ann = await app.SignUpAsync();
        var made = await ann.Post("/api/workspaces", new { name = "  Studio  " });
        Assert.Equal((201, "Studio", "owner", false), (made.Status, (string)made.Json["name"]!, (string)made.Json["role"]!, (bool)made.Json["isDefault"]!));
        var path = $"/api/workspaces/{made.Json["id"]}";
        Assert.Equal("Lab", (string)(await ann.Patch(path, new { name = "Lab" })).Json["name"]!);
        Assert.Equal(400, (await ann.Patch(path, new { name = "" })).Status);
        Assert.Equal(2, (await ann.Get("/api/workspaces")).Json["items"]!.AsArray().Count);
        Assert.Equal(204, (await ann.Delete(path)).Status);
        Assert.Equal(404, (await ann.Get(path)).Status);
    }

    [Fact]
    public async Task The_own_workspace_cannot_be_deleted()
    {
        var ann = await app.SignUpAsync();
        var own = (await ann.Get("/api/workspaces")).Json["items"]![0]!["id"];
        Assert.Equal((409, "conflict"), await CodeOf(ann.Delete($"/api/workspaces/{own}")));
    }

    [Fact]
    public async Task An_invite_works_once_and_for_its_address_only()
    {
        var (ann, bob, eve) = (await app.SignUpAsync(), await app.SignUpAsync(), await app.SignUpAsync());
        var team = await TeamOf(ann);
        var invite = await ann.Post($"{team}/invites", new { email = (await EmailOf(bob)).ToUpperInvariant(), role = "editor" });
        Assert.Equal(201, invite.Status);
        Assert.Equal(404, (await bob.Get(team)).Status);
        var accept = $"/api/invites/{invite.Json["token"]}/accept";
        Assert.Equal(404, (await eve.Post(accept)).Status);
        Assert.Equal(200, (await bob.Post(accept)).Status);
        Assert.Equal(404, (await bob.Post(accept)).Status);
        Assert.Equal("editor", (string)(await bob.Get(team)).Json["role"]!);
        Assert.Equal(["editor", "owner"], (await bob.Get($"{team}/members")).Json["items"]!.AsArray().Select(m => (string)m!["role"]!).Order());
        Assert.Equal(404, (await eve.Get($"{team}/members")).Status);
        Assert.Equal(409, (await ann.Post($"{team}/invites", new { email = await EmailOf(bob), role = "viewer" })).Status);
    }

    [Fact]
    public async Task A_revoked_invite_is_no_way_in()
    {
        var (ann, bob) = (await app.SignUpAsync(), await app.SignUpAsync());
        var team = await TeamOf(ann);
        var invite = (await ann.Post($"{team}/invites", new { email = await EmailOf(bob), role = "viewer" })).Json;
        Assert.Single((await ann.Get($"{team}/invites")).Json["items"]!.AsArray());
        Assert.Equal(204, (await ann.Delete($"{team}/invites/{invite["id"]}")).Status);
        Assert.Equal(404, (await bob.Post($"/api/invites/{invite["token"]}/accept")).Status);
        Assert.Empty((await ann.Get($"{team}/invites")).Json["items"]!.AsArray());
    }

    [Theory]
    [InlineData("not an address", "editor")]
    [InlineData("a@b.example", "owner")]
    [InlineData("a@b.example", "boss")]
    public async Task A_wrong_invite_is_refused(string email, string role)
    {
        var ann = await app.SignUpAsync();
        Assert.Equal((400, "validation_failed"), await CodeOf(ann.Post($"{await TeamOf(ann)}/invites", new { email, role })));
    }

    [Fact]
    public async Task Only_the_owner_manages_members()
    {
        var (ann, bob, cat) = (await app.SignUpAsync(), await app.SignUpAsync(), await app.SignUpAsync());
        var team = await TeamOf(ann);
        await JoinAsync(ann, team, bob, "editor");
        await JoinAsync(ann, team, cat, "viewer");
        Assert.Equal((403, "forbidden"), await CodeOf(bob.Patch($"{team}/members/{cat.Id}", new { role = "editor" })));
        Assert.Equal((403, "forbidden"), await CodeOf(bob.Delete($"{team}/members/{cat.Id}")));
        Assert.Equal((403, "forbidden"), await CodeOf(bob.Post($"{team}/invites", new { email = "x@y.example", role = "viewer" })));
        Assert.Equal((403, "forbidden"), await CodeOf(bob.Delete(team)));
        Assert.Equal((403, "forbidden"), await CodeOf(cat.Post("/api/projects", new { name = "P", workspaceId = team[(team.LastIndexOf('/') + 1)..] })));
        Assert.Equal("editor", (string)(await ann.Patch($"{team}/members/{cat.Id}", new { role = "editor", monthlyCreditLimit = 2.5m })).Json["role"]!);
        var members = (await ann.Get($"{team}/members")).Json["items"]!.AsArray();
        Assert.Equal(2.5m, (decimal)members.Single(m => (string)m!["userId"]! == cat.Id)!["monthlyCreditLimit"]!);
        Assert.Null((await ann.Patch($"{team}/members/{cat.Id}", new JsonObject { ["monthlyCreditLimit"] = null })).Json["monthlyCreditLimit"]);
        Assert.Equal(400, (await ann.Patch($"{team}/members/{cat.Id}", new { monthlyCreditLimit = -1 })).Status);
        Assert.Equal(204, (await cat.Delete($"{team}/members/{cat.Id}")).Status);
        Assert.Equal(404, (await cat.Get(team)).Status);
        Assert.Equal(409, (await ann.Delete($"{team}/members/{ann.Id}")).Status);
    }

    [Fact]
    public async Task Ownership_passes_with_the_consent_of_who_will_pay()
    {
        var (ann, bob) = (await app.SignUpAsync(), await app.SignUpAsync());
        var team = await TeamOf(ann);
        await JoinAsync(ann, team, bob, "editor");
        Assert.Equal(404, (await bob.Post($"{team}/ownership")).Status);
        var offered = (await ann.Patch($"{team}/members/{bob.Id}", new { role = "owner" })).Json;
        Assert.Equal(("editor", true), ((string)offered["role"]!, (bool)offered["isOfferedOwnership"]!));
        Assert.Equal("owner", (string)(await bob.Post($"{team}/ownership")).Json["role"]!);
        Assert.Equal("editor", (string)(await ann.Get(team)).Json["role"]!);
        Assert.Equal(403, (await ann.Delete(team)).Status);
    }

    [Fact]
    public async Task A_removed_member_works_in_their_own_workspace_again()
    {
        var (ann, bob) = (await app.SignUpAsync(), await app.SignUpAsync());
        var team = await TeamOf(ann);
        await JoinAsync(ann, team, bob, "editor");
        var id = team[(team.LastIndexOf('/') + 1)..];
        Assert.Equal(id, (string)(await bob.Patch("/api/auth/me", new { defaultWorkspaceId = id })).Json["user"]!["defaultWorkspaceId"]!);
        Assert.Equal(204, (await ann.Delete($"{team}/members/{bob.Id}")).Status);
        Assert.NotEqual(id, (string)(await bob.Get("/api/auth/me")).Json["user"]!["defaultWorkspaceId"]!);
    }

    [Fact]
    public async Task Projects_belong_to_a_workspace_and_are_seen_by_its_members()
    {
        var (ann, bob, eve) = (await app.SignUpAsync(), await app.SignUpAsync(), await app.SignUpAsync());
        var team = await TeamOf(ann);
        await JoinAsync(ann, team, bob, "viewer");
        var made = await ann.Post("/api/projects", new { name = "Launch", description = "Spring", workspaceId = team[(team.LastIndexOf('/') + 1)..] });
        Assert.Equal((201, 0L, 0m, false), (made.Status, (long)made.Json["itemCount"]!, (decimal)made.Json["credits"]!, (bool)made.Json["archived"]!));
        var path = $"/api/projects/{made.Json["id"]}";
        Assert.Equal("Launch", (string)(await bob.Get(path)).Json["name"]!);
        Assert.Equal(404, (await eve.Get(path)).Status);
        Assert.Equal(404, (await eve.Patch(path, new { name = "Mine" })).Status);
        Assert.Equal(403, (await bob.Delete(path)).Status);
        Assert.True((bool)(await ann.Patch(path, new { archived = true })).Json["archived"]!);
        Assert.Empty((await bob.Get("/api/projects?archived=false")).Json["items"]!.AsArray());
        Assert.Single((await bob.Get("/api/projects")).Json["items"]!.AsArray());
        Assert.Equal(204, (await ann.Delete(path)).Status);
        Assert.Equal(404, (await ann.Get(path)).Status);
    }

    [Fact]
    public async Task An_account_whose_workspace_others_use_is_not_deleted()
    {
        var (ann, bob) = (await app.SignUpAsync(), await app.SignUpAsync());
        var team = await TeamOf(ann);
        await JoinAsync(ann, team, bob, "editor");
        Assert.Equal((409, "conflict"), await CodeOf(ann.Delete("/api/auth/me", new { password = "a long enough pass" })));
        Assert.Equal(204, (await bob.Delete($"{team}/members/{bob.Id}")).Status);
        Assert.Equal(204, (await ann.Delete("/api/auth/me", new { password = "a long enough pass" })).Status);
    }

    [Fact]
    public async Task Invites_to_a_deleted_account_are_gone_used_or_not()
    {
        var (ann, bob) = (await app.SignUpAsync(), await app.SignUpAsync());
        var email = await EmailOf(bob);
        await JoinAsync(ann, await TeamOf(ann), bob, "editor");
        Assert.Equal(201, (await ann.Post($"{await TeamOf(ann)}/invites", new { email = email.ToUpperInvariant(), role = "viewer" })).Status);
        Assert.Equal(2, await InvitesAsync());
        Assert.Equal(204, (await bob.Delete("/api/auth/me", new { password = "a long enough pass" })).Status);
        Assert.Equal(0, await InvitesAsync());

        Task<int> InvitesAsync() => app.In<AccountsDb, int>(db => db.Invites.CountAsync(i => i.NormalizedEmail == email));
    }

    private static async Task<string> TeamOf(Visitor owner) => $"/api/workspaces/{(await owner.Post("/api/workspaces", new { name = "Team" })).Json["id"]}";

    private static async Task<string> EmailOf(Visitor visitor) => (string)(await visitor.Get("/api/auth/me")).Json["user"]!["email"]!;

    private static async Task JoinAsync(Visitor owner, string team, Visitor visitor, string role)
    {
        var invite = (await owner.Post($"{team}/invites", new { email = await EmailOf(visitor), role })).Json;
        Assert.Equal(200, (await visitor.Post($"/api/invites/{invite["token"]}/accept")).Status);
    }

    private static async Task<(int, string?)> CodeOf(Task<Answer> answer) => ((await answer).Status, (await answer).Code);
}
