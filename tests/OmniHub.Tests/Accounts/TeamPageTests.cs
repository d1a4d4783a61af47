using OmniHub.Accounts;
using Xunit;

namespace OmniHub.Tests;

/// <summary>Workspaces and projects as people use them: pages, plain forms, the switcher.</summary>
public class TeamPageTests(WideApp app) : IClassFixture<WideApp>
{
    private const string Password = "a long enough pass";
    private int people;

    [Fact]
    public async Task A_link_takes_the_invited_person_into_the_workspace_where_new_work_then_goes()
    {
        var ((ann, _), (bob, bobMail), (eve, _)) = (await PersonAsync(), await PersonAsync(), await PersonAsync());
        var team = await TeamOf(ann, "Studio <North>");
        var invited = await ann.Form($"{team}/invites", team, ("email", bobMail), ("role", "editor"));
        Assert.Equal(201, invited.Status);
        var link = invited.Html.QuerySelector("#fresh-invite")!.GetAttribute("href")!;
        Assert.DoesNotContain(link, (await ann.Page(team)).Text);

        Assert.Equal(404, (await eve.Page(link)).Status);
        Assert.Equal(404, (await bob.Page(team)).Status);
        var invitation = await bob.Page(link);
        Assert.Contains("Join Studio <North>", invitation.Html.QuerySelector("h1")!.TextContent);
        var joined = await bob.Form(link, link);
        Assert.Equal((303, $"{team}?saved=joined"), (joined.Status, joined["Location"]));
        Assert.Equal(404, (await bob.Page(link)).Status);

        var composer = (await bob.Page("/create")).Html;
        Assert.Equal(team[(team.LastIndexOf('/') + 1)..], composer.QuerySelector("#place input[name=workspaceId]")!.GetAttribute("value"));
        Assert.Contains("Studio <North>", composer.QuerySelector("#place")!.TextContent);
        Assert.Contains("pays.", composer.QuerySelector("#place")!.TextContent);
        var chat = (await bob.Page("/chat")).Html;
        Assert.Contains("Studio <North>", chat.QuerySelector("#say-place")!.TextContent);
    }

    [Fact]
    public async Task A_limit_is_set_on_the_page_and_seen_by_the_member_beside_the_price()
    {
        var ((ann, _), (bob, bobMail)) = (await PersonAsync(), await PersonAsync());
        var team = await TeamOf(ann, "Team");
        var bobId = await JoinAsync(ann, team, bob, bobMail, "editor");
        Assert.Equal(303, (await ann.Form($"{team}/members/{bobId}", team, ("role", "editor"), ("limit", "1.25"))).Status);
        var composer = (await bob.Page("/create")).Html;
        Assert.Contains("1.2500 left of your limit", composer.QuerySelector("#place")!.TextContent);
        Assert.Contains("You can spend 1.2500", composer.QuerySelector("#foot")!.TextContent);
        var wrong = await ann.Form($"{team}/members/{bobId}", team, ("role", "editor"), ("limit", "much"));
        Assert.Equal(400, wrong.Status);
        Assert.Contains("A limit is", wrong.Html.QuerySelector("#members .field > .err")!.TextContent);
        Assert.DoesNotContain("null", wrong.Html.QuerySelector("#members .err")!.TextContent);
        Assert.Equal(303, (await ann.Form($"{team}/members/{bobId}", team, ("role", "viewer"), ("limit", ""))).Status);
        var looked = (await bob.Page("/create")).Html;
        Assert.Contains("You can look at Team", looked.QuerySelector("#place")!.TextContent);
        Assert.True(looked.QuerySelector("#foot button")!.HasAttribute("disabled"));
        Assert.Equal(403, (await bob.Form("/create/runs", "/create", ("type", "image"), ("prompt", "a lake"), ("models", "flux-schnell"))).Status);
        Assert.Equal(403, (await bob.Form($"{team}/members/{bobId}", team, ("role", "editor"))).Status);
    }

    [Fact]
    public async Task Cells_of_members_say_what_they_are_where_the_headings_are_not_shown()
    {
        var ((ann, _), (bob, bobMail)) = (await PersonAsync(), await PersonAsync());
        var team = await TeamOf(ann, "Labels");
        await JoinAsync(ann, team, bob, bobMail, "viewer");
        foreach (var (who, owns) in new[] { (ann, true), (bob, false) })
        {
            var members = (await who.Page(team)).Html.QuerySelector("#members")!;
            foreach (var label in new[] { "Role", "Limit a month", "Spent this month" }) Assert.Equal(2, members.QuerySelectorAll($"td[data-label='{label}']").Length);
            Assert.Contains("Owner", members.QuerySelectorAll("td[data-label=Role]").Select(td => td.TextContent.Trim()));
            Assert.Equal(owns ? ["Offer"] : [], members.QuerySelectorAll("form[action$='/offer'] button").Select(b => b.TextContent.Trim()));
        }

        Assert.Equal(2, (await ann.Page("/workspaces")).Html.QuerySelectorAll("td[data-label='Who pays']").Length);
    }

    [Fact]
    public async Task A_refused_deletion_of_the_account_puts_the_reader_where_the_reason_is()
    {
        var ((ann, _), (bob, bobMail)) = (await PersonAsync(), await PersonAsync());
        Assert.Null((await ann.Page("/profile")).Html.QuerySelector("main [autofocus]"));
        var wrong = await ann.Form("/profile/delete", "/profile", ("password", "wrong"));
        Assert.Equal((400, "delete-password"), (wrong.Status, wrong.Html.QuerySelectorAll("main [autofocus]").Single().Id));
        await JoinAsync(ann, await TeamOf(ann, "Shared"), bob, bobMail, "editor");
        var busy = await ann.Form("/profile/delete", "/profile", ("password", Password));
        Assert.Equal(409, busy.Status);
        var alert = busy.Html.QuerySelectorAll("main [autofocus]").Single();
        Assert.Equal(("alert", "-1"), (alert.GetAttribute("role"), alert.GetAttribute("tabindex")));
        Assert.Contains("Others work in your workspace “Shared”", alert.TextContent);
    }

    [Fact]
    public async Task The_switcher_is_remembered_and_leads_nowhere_else()
    {
        var ((ann, _), (eve, _)) = (await PersonAsync(), await PersonAsync());
        var team = await TeamOf(ann, "Second");
        var id = team[(team.LastIndexOf('/') + 1)..];
        Assert.Equal("Personal", await NowAsync(ann));
        var switched = await ann.Form("/workspaces/current", "/dashboard", ("workspaceId", id), ("returnUrl", "//evil.example/"));
        Assert.Equal((303, "/dashboard"), (switched.Status, switched["Location"]));
        Assert.Equal("Second", await NowAsync(ann));
        Assert.Equal(404, (await eve.Form("/workspaces/current", "/dashboard", ("workspaceId", id))).Status);
        Assert.Equal(303, (await ann.Form($"{team}/delete", team)).Status);
        Assert.Equal("Personal", await NowAsync(ann));

        static async Task<string> NowAsync(Visitor who) => (await who.Page("/dashboard")).Html.QuerySelector("#ws button[aria-current]")!.TextContent.Trim();
    }

    [Fact]
    public async Task A_workspace_is_renamed_offered_taken_and_left()
    {
        var ((ann, _), (bob, bobMail)) = (await PersonAsync(), await PersonAsync());
        var team = await TeamOf(ann, "Old");
        var bobId = await JoinAsync(ann, team, bob, bobMail, "editor");
        Assert.Equal(400, (await ann.Form(team, team, ("name", ""))).Status);
        Assert.Equal(303, (await ann.Form(team, team, ("name", "New"))).Status);
        Assert.Equal("New", (await bob.Page(team)).Html.QuerySelector("h1")!.TextContent);
        Assert.Equal(404, (await bob.Form($"{team}/ownership", team)).Status);
        Assert.Equal(303, (await ann.Form($"{team}/members/{bobId}/offer", team)).Status);
        Assert.Contains("offers you this workspace", (await bob.Page(team)).Text);
        Assert.Equal(303, (await bob.Form($"{team}/ownership", team)).Status);
        var annId = (await bob.Page(team)).Html.QuerySelectorAll("#members form[id]").Select(f => f.Id!["m-".Length..]).Single();
        Assert.Equal(303, (await ann.Form($"{team}/members/{annId}/remove", team)).Status);
        Assert.Equal(404, (await ann.Page(team)).Status);
    }

    [Fact]
    public async Task A_project_is_made_changed_archived_and_deleted_on_its_pages()
    {
        var ((ann, _), (eve, _)) = (await PersonAsync(), await PersonAsync());
        Assert.Equal(400, (await ann.Form("/projects", "/projects", ("name", ""))).Status);
        var made = await ann.Form("/projects", "/projects", ("name", "Tea house"), ("description", "A film"));
        var path = made["Location"]!;
        Assert.Contains(path, (await ann.Page("/projects")).Text);
        Assert.Equal(404, (await eve.Page(path)).Status);
        Assert.Equal(404, (await eve.Page($"{path}/download")).Status);
        Assert.Equal(303, (await ann.Form(path, path, ("name", "Tea"), ("description", ""))).Status);
        var page = (await ann.Page(path)).Html;
        Assert.Equal("Tea", page.QuerySelector("h1")!.TextContent.Trim());
        Assert.DoesNotContain("A film", page.Body!.TextContent);
        Assert.Equal(400, (await ann.Form($"{path}/cover", path)).Status);
        Assert.Equal(303, (await ann.Form($"{path}/archive", path, ("archived", "true"))).Status);
        Assert.DoesNotContain(path, (await ann.Page("/projects")).Html.QuerySelector("main")!.InnerHtml);
        Assert.Contains(path, (await ann.Page("/projects?archived=true")).Html.QuerySelector("main")!.InnerHtml);
        Assert.Equal(303, (await ann.Form($"{path}/archive", path, ("archived", "false"))).Status);
        Assert.Contains(path, (await ann.Page("/projects")).Text);
        Assert.Equal((303, "/projects"), await StatusOf(ann.Form($"{path}/delete", path)));
        Assert.Equal(404, (await ann.Page(path)).Status);
    }

    [Fact]
    public async Task An_invite_that_is_seven_days_old_is_none()
    {
        var ((ann, _), (bob, bobMail)) = (await PersonAsync(), await PersonAsync());
        var team = await TeamOf(ann, "Late");
        var link = (await ann.Form($"{team}/invites", team, ("email", bobMail), ("role", "viewer"))).Html.QuerySelector("#fresh-invite")!.GetAttribute("href")!;
        await app.In<AccountsDb, int>(async db =>
        {
            foreach (var invite in db.Invites.Where(i => i.Email == bobMail)) invite.ExpiresAt = TimeProvider.System.GetUtcNow();
            return await db.SaveChangesAsync();
        });
        Assert.Equal(404, (await bob.Page(link)).Status);
        Assert.Equal(404, (await bob.Form(link, "/dashboard")).Status);
    }

    [Fact]
    public async Task Whoever_follows_an_invite_is_told_why_to_sign_in()
    {
        foreach (var page in new[] { "/login", "/register" })
        {
            Assert.Contains("You are invited to a workspace.", (await app.Anyone().Page($"{page}?returnUrl=%2Finvites%2Fabc")).Text, StringComparison.Ordinal);
            Assert.DoesNotContain("You are invited", (await app.Anyone().Page($"{page}?returnUrl=%2Fchat")).Text, StringComparison.Ordinal);
        }
    }

    private async Task<(Visitor Who, string Email)> PersonAsync()
    {
        var email = $"team{Interlocked.Increment(ref people)}-{Guid.NewGuid():n}@example.com";
        var visitor = app.Anyone();
        Assert.Equal(303, (await visitor.Form("/register", "/register", ("name", "Someone"), ("email", email), ("password", Password))).Status);
        return (visitor, email);
    }

    private static async Task<string> TeamOf(Visitor owner, string name) => (await owner.Form("/workspaces", "/workspaces", ("name", name)))["Location"]!;

    private static async Task<string> JoinAsync(Visitor owner, string team, Visitor visitor, string email, string role)
    {
        var link = (await owner.Form($"{team}/invites", team, ("email", email), ("role", role))).Html.QuerySelector("#fresh-invite")!.GetAttribute("href")!;
        Assert.Equal(303, (await visitor.Form(link, link)).Status);
        return (await owner.Page(team)).Html.QuerySelectorAll("#members form[id]").Select(f => f.Id!["m-".Length..]).Single();
    }

    private static async Task<(int, string?)> StatusOf(Task<Answer> answer) => ((await answer).Status, (await answer)["Location"]);
}
