using Microsoft.EntityFrameworkCore;
using OmniHub.Chat;
using Xunit;

namespace OmniHub.Tests.Chat;

/// <summary>20,000 messages of one person, each with the same words and a number of its own.</summary>
public sealed class FullChat : App, IAsyncLifetime
{
    private const int Rows = 20_000;

    internal Visitor Ann { get; private set; } = null!;

    async ValueTask IAsyncLifetime.InitializeAsync()
    {
        Ann = await SignUpAsync("ann");
        var workspace = (await Ann.Get("/api/auth/me")).Json["user"]!["defaultWorkspaceId"]!.GetValue<string>();
        await SqlAsync(
            $"""
            INSERT INTO chat_conversations (id, user_id, workspace_id, title, is_named, model_id, pinned, credits, created_at, updated_at)
            VALUES ('cnv_full', '{Ann.Id}', '{workspace}', 'Foxes', TRUE, 'm', FALSE, 0, 1, 1)
            """);
        await SqlAsync(
            $"""
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {Rows})
            INSERT INTO chat_messages (id, conversation_id, workspace_id, user_id, role, content, reasoning, attachments, status, created_at,
                hold_micros, sent_tokens, is_sandbox, is_estimated)
            SELECT 'msg_' || i, 'cnv_full', '{workspace}', '{Ann.Id}', 'user', 'the quick brown fox ' || i, '', '[]', 'completed', i, 0, 0, TRUE, FALSE FROM n
            """);
        await SqlAsync("ANALYZE");
    }

    private Task<int> SqlAsync(string sql) => In<ChatDb, int>(db =>
        db.Database.ExecuteSqlRawAsync(Postgres.Enabled ? sql.Replace("chat_", "chat.", StringComparison.Ordinal) : sql));
}

/// <summary>Looking for a word costs what holds it, not what there is.</summary>
public sealed class SearchPlanTests(FullChat chat) : IClassFixture<FullChat>
{
    [Fact]
    public async Task A_word_is_found_by_the_index_of_words()
    {
        var plan = await chat.In<ChatDb, List<string>>(db => db.PlanAsync(
            FindMessages.Indexed(db, ["zebra"]).Where(m => m.WorkspaceId == "wsp_x").OrderByDescending(m => m.Id).Take(21)));
        Assert.Contains(plan, step => step.Contains(Postgres.Enabled ? "USING INDEX ix_messages_search" : "VIRTUAL TABLE INDEX"));
        Assert.DoesNotContain(plan, step => step.StartsWith("SCAN m", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("fox", "msg_9999", "msg_9998", "msg_9997")]
    [InlineData("fox 77", "msg_7799", "msg_7798", "msg_7797")]
    [InlineData("fox 12345", "msg_12345")]
    [InlineData("zebra")]
    public async Task The_newest_come_first_however_many_hold_the_word(string q, params string[] ids)
    {
        var found = (await chat.Ann.Get($"/api/chat/search?q={Uri.EscapeDataString(q)}&limit=3")).Json["items"]!.AsArray();
        Assert.Equal(ids, found.Select(m => m!["id"]!.GetValue<string>()));
    }
}
