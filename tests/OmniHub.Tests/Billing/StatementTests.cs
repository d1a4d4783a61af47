using Microsoft.Data.Sqlite;
using OmniHub.Billing;
using OmniHub.Kernel;
using Xunit;

namespace OmniHub.Tests.Billing;

public sealed class StatementTests : IAsyncLifetime
{
    private readonly SqliteConnection connection = new("Data Source=:memory:");

    public async ValueTask InitializeAsync()
    {
        await connection.OpenAsync();
        await RunAsync("CREATE TABLE things (id TEXT PRIMARY KEY, note TEXT, size INTEGER)");
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    [Theory]
    [InlineData("short", "ascii", 1L)]
    [InlineData("äöü€😀", null, 0L)]
    [InlineData("with\0nul", "", long.MinValue)]
    public async Task What_is_bound_is_what_is_stored(string id, string? note, long size)
    {
        await using var insert = await Statement.PrepareAsync(connection, Insert, ValuesOf(id, note, size));
        Assert.Equal(1, await insert.ExecuteAsync(null, ValuesOf(id, note, size)));
        await AssertRowAsync(id, note, size);
    }

    [Fact]
    public async Task A_run_leaves_nothing_behind_for_the_next()
    {
        var longText = new string('ü', 5_000);
        await using var insert = await Statement.PrepareAsync(connection, Insert, ValuesOf("a", longText, 1));
        await insert.ExecuteAsync(null, ValuesOf("a", longText, 1));
        await insert.ExecuteAsync(null, ValuesOf("b", null, 0));
        await AssertRowAsync("a", longText, 1);
        await AssertRowAsync("b", null, 0);
    }

    [Fact]
    public async Task A_broken_rule_is_told_and_the_statement_goes_on()
    {
        await using var insert = await Statement.PrepareAsync(connection, Insert, ValuesOf("a", null, 1));
        await insert.ExecuteAsync(null, ValuesOf("a", null, 1));
        var broken = await Assert.ThrowsAsync<SqliteException>(async () => await insert.ExecuteAsync(null, ValuesOf("a", null, 2)));
        Assert.True(broken.IsDuplicate());
        Assert.Equal(1, await insert.ExecuteAsync(null, ValuesOf("b", null, 2)));
    }

    [Fact]
    public async Task The_first_row_is_read_or_null()
    {
        await RunAsync("INSERT INTO things (id, size) VALUES ('a', 7), ('b', 8)");
        Bound[] values = [("id", "b")];
        await using var read = await Statement.PrepareAsync(connection, "SELECT size, 2 * size FROM things WHERE id >= @id ORDER BY id", values);
        Assert.Equal(new long[] { 8, 16 }, (await read.ReadAsync(null, values))!);
        Assert.Null(await read.ReadAsync(null, [("id", "c")]));
        await using var raise = await Statement.PrepareAsync(connection, "UPDATE things SET size = size + 1 RETURNING size", []);
        Assert.Equal(new long[] { 8 }, (await raise.ReadAsync(null, []))!);
        await using var all = await Statement.PrepareAsync(connection, "UPDATE things SET size = 0", []);
        Assert.Equal(2, await all.ExecuteAsync(null, []));
    }

    private const string Insert = "INSERT INTO things (id, note, size) VALUES (@id, @note, @size)";

    private static Bound[] ValuesOf(string id, string? note, long size) => [("id", id), ("note", note), ("size", size)];

    private async Task AssertRowAsync(string id, string? note, long size)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT note, size FROM things WHERE id = $id";
        command.Parameters.AddWithValue("$id", id);
        await using var row = await command.ExecuteReaderAsync();
        Assert.True(await row.ReadAsync());
        Assert.Equal((note, size), (row.IsDBNull(0) ? null : row.GetString(0), row.GetInt64(1)));
    }

    private async Task RunAsync(string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }
}
