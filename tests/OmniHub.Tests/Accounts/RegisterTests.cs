using Microsoft.EntityFrameworkCore;
using OmniHub.Accounts;
using OmniHub.Contracts.Billing;
using OmniHub.Kernel;
using Xunit;

namespace OmniHub.Tests;

public class RegisterTests(WideApp app) : IClassFixture<WideApp>
{
    [Fact]
    public async Task A_new_person_gets_a_token_free_credits_and_a_workspace_of_their_own()
    {
        var visitor = app.Anyone();
        var answer = await RegisterAsync(visitor, " Ann@Example.com ", " Ann ");

        Assert.Equal(201, answer.Status);
        var user = answer.Json["user"]!;
        Assert.Equal(
            ["id", "email", "name", "role", "credits", "reservedCredits", "defaultWorkspaceId", "plan", "createdAt"],
            user.AsObject().Select(m => m.Key));
        Assert.Equal(("Ann@Example.com", "Ann", "user"), ((string)user["email"]!, (string)user["name"]!, (string)user["role"]!));
        Assert.Equal((100m, 0m), ((decimal)user["credits"]!, (decimal)user["reservedCredits"]!));
        Assert.StartsWith("usr_", (string)user["id"]!, StringComparison.Ordinal);
        Assert.StartsWith("wsp_", (string)user["defaultWorkspaceId"]!, StringComparison.Ordinal);
        Assert.Null(user["plan"]);
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$", (string)user["createdAt"]!);
        var life = DateTimeOffset.Parse((string)answer.Json["expiresAt"]!, null) - TimeProvider.System.GetUtcNow();
        Assert.InRange(life, TimeSpan.FromHours(11.9), TimeSpan.FromHours(12));

        visitor.WithToken((string)answer.Json["token"]!, (string)user["id"]!);
        var workspaces = (await visitor.Get("/api/workspaces")).Json["items"]!.AsArray();
        var workspace = Assert.Single(workspaces)!;
        Assert.Equal((string)user["defaultWorkspaceId"]!, (string)workspace["id"]!);
        Assert.Equal(("owner", true, 1), ((string)workspace["role"]!, (bool)workspace["isDefault"]!, (int)workspace["memberCount"]!));
        Assert.Equal(200, (await visitor.Get($"/api/workspaces/{workspace["id"]}")).Status);
    }

    [Theory]
    [InlineData("ann", "a long enough pass", "Ann", "email")]
    [InlineData("ann@@example.com", "a long enough pass", "Ann", "email")]
    [InlineData("a b@example.com", "a long enough pass", "Ann", "email")]
    [InlineData("", "a long enough pass", "Ann", "email")]
    [InlineData("short@example.com", "1234567", "Ann", "password")]
    [InlineData("common@example.com", "Password1", "Ann", "password")]
    [InlineData("same@example.com", "same@example.com", "Ann", "password")]
    [InlineData("noname@example.com", "a long enough pass", "   ", "name")]
    [InlineData("control@example.com", "a long enough pass", "A\u0000nn", "name")]
    public async Task A_wrong_field_is_named(string email, string password, string name, string field)
    {
        var answer = await app.Anyone().Post("/api/auth/register", new { email, password, name });
        Assert.Equal((400, "validation_failed"), (answer.Status, answer.Code));
        Assert.Equal([field], answer.Json["errors"]!.AsObject().Select(e => e.Key));
    }

    [Fact]
    public async Task All_wrong_fields_are_named_at_once()
    {
        var answer = await app.Anyone().Post(
            "/api/auth/register",
            new { email = new string('a', 250) + "@example.com", password = new string('x', 129), name = new string('n', 81) });
        Assert.Equal(["email", "name", "password"], answer.Json["errors"]!.AsObject().Select(e => e.Key).Order());
        Assert.Equal(400, (await app.Anyone().Post("/api/auth/register")).Status);
    }

    [Theory]
    [InlineData("""{"email":7,"password":"a long enough pass","name":"x"}""")]
    [InlineData("""{"email":{"$ne":null},"password":"a long enough pass","name":"x"}""")]
    [InlineData("""{"email":"x@example.com","password":["a"],"name":"x"}""")]
    [InlineData("""[]""")]
    [InlineData("""{"email":""")]
    public async Task A_wrong_type_is_a_400(string body) => Assert.Equal(400, (await app.Anyone().Post("/api/auth/register", body)).Status);

    [Fact]
    public async Task Role_and_credits_never_bind_from_a_request()
    {
        var answer = await app.Anyone().Post("/api/auth/register", new
        {
            email = "greedy@example.com",
            password = "a long enough pass",
            name = "Greedy",
            role = "admin",
            isAdmin = true,
            credits = 1_000_000,
            id = "usr_mine",
        });
        Assert.Equal(201, answer.Status);
        Assert.Equal(("user", 100m), ((string)answer.Json["user"]!["role"]!, (decimal)answer.Json["user"]!["credits"]!));
        Assert.NotEqual("usr_mine", (string)answer.Json["user"]!["id"]!);
    }

    [Fact]
    public async Task An_address_is_taken_in_any_case()
    {
        await app.SignUpAsync("taken");
        var answer = await RegisterAsync(app.Anyone(), "TAKEN@Example.COM", "Other");
        Assert.Equal((409, "email_taken"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task Twenty_sign_ups_at_once_make_one_account_with_one_grant()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => RegisterAsync(app.Anyone(), "race@example.com", "Race")));
        var made = Assert.Single(answers, a => a.Status == 201);
        Assert.All(answers.Where(a => a != made), a => Assert.Equal((409, "email_taken"), (a.Status, a.Code)));

        var visitor = app.Anyone().WithToken((string)made.Json["token"]!, null);
        Assert.Equal(100m, (decimal)(await visitor.Get("/api/auth/me")).Json["user"]!["credits"]!);
        Assert.Single((await visitor.Get("/api/workspaces")).Json["items"]!.AsArray());
    }

    [Theory]
    [InlineData("tagged@example.com", "tagged+more@example.com")]
    [InlineData("dot.ted@gmail.com", "d.o.t.t.e.d+x@GoogleMail.com")]
    public async Task Free_credits_are_given_once_to_a_mailbox(string first, string second)
    {
        Assert.Equal(100m, await CreditsOfAsync(first));
        Assert.Equal(0m, await CreditsOfAsync(second));
    }

    [Fact]
    public async Task Free_credits_are_not_given_again_after_deletion()
    {
        var visitor = await app.SignUpAsync("returning");
        Assert.Equal(204, (await visitor.Delete("/api/auth/me", new { password = "a long enough pass" })).Status);
        Assert.Equal(0m, await CreditsOfAsync("returning@example.com"));
    }

    [Fact]
    public async Task A_sign_up_that_broke_before_its_free_credits_gets_them_from_the_sweep_once()
    {
        var visitor = await app.SignUpAsync("broken");
        var user = (await app.In<SignUp, User?>(s => s.CreateAsync("halfway@example.com", "Halfway", "x", false, CancellationToken.None)))!;
        await app.In<AccountsDb, int>(db => db.Users.Where(u => u.Id == user.Id || u.Id == visitor.Id).ExecuteUpdateAsync(
            u => u.SetProperty(x => x.FreeCreditsAt, (DateTimeOffset?)null).SetProperty(x => x.CreatedAt, x => DateTimeOffset.UnixEpoch)));
        for (var i = 0; i < 2; i++) await app.Sweep("accounts.grant-free-credits");

        // One never got them, the other had them and only the note of it was lost.
        foreach (var id in new[] { user.Id, visitor.Id! })
            Assert.Equal(new Micros(100_000_000), (await app.In<ICredits, Balance>(c => c.BalanceAsync(id, CancellationToken.None))).Posted);
        Assert.Equal(0, await app.In<AccountsDb, int>(db => db.Users.CountAsync(u => u.FreeCreditsAt == null && u.Id == user.Id)));
    }

    private static Task<Answer> RegisterAsync(Visitor visitor, string email, string name) =>
        visitor.Post("/api/auth/register", new { email, password = "a long enough pass", name });

    private async Task<decimal> CreditsOfAsync(string email)
    {
        var answer = await RegisterAsync(app.Anyone(), email, "Someone");
        Assert.Equal(201, answer.Status);
        return (decimal)answer.Json["user"]!["credits"]!;
    }
}
