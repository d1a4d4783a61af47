using System.Globalization;
using Microsoft.Data.Sqlite;

namespace OmniHub.Sandbox;

/// <summary>All accepted requests, in SQLite: what was accepted survives a kill of this process.</summary>
internal sealed class JobStore : IDisposable
{
    private const string Columns = """
        id, endpoint, input, origin, prompt, webhook, low, keep, start_by_ms, submitted_ms, started_ms, ended_ms, planned_ms,
        state, code, output, error, error_type, units, unit_price, faults, hook, hook_tries
        """;

    /// <summary>The same, without what may be megabytes.</summary>
    private static readonly string BriefColumns = Columns
        .Replace(" input,", " '',", StringComparison.Ordinal)
        .Replace(" output,", " NULL,", StringComparison.Ordinal);

    private readonly SqliteConnection db;
    private readonly Lock gate = new();

    public JobStore(SandboxOptions options)
    {
        Directory.CreateDirectory(options.DataFolder);
        var path = Path.Combine(options.DataFolder, "sandbox.db");
        db = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        db.Open();
        Execute("""
            PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 5000;
            CREATE TABLE IF NOT EXISTS jobs (
              seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, endpoint TEXT NOT NULL, input TEXT NOT NULL,
              origin TEXT NOT NULL, prompt TEXT NOT NULL, webhook TEXT, low INTEGER NOT NULL, keep INTEGER NOT NULL,
              start_by_ms INTEGER, submitted_ms INTEGER NOT NULL, started_ms INTEGER, ended_ms INTEGER, planned_ms INTEGER NOT NULL,
              state INTEGER NOT NULL, code INTEGER NOT NULL, output TEXT, error TEXT, error_type TEXT, units TEXT, unit_price TEXT,
              faults TEXT NOT NULL, hook INTEGER NOT NULL, hook_tries INTEGER NOT NULL);
            CREATE INDEX IF NOT EXISTS ix_jobs_endpoint ON jobs (endpoint, seq);
            CREATE INDEX IF NOT EXISTS ix_jobs_open ON jobs (seq) WHERE state < 2 OR hook = 1;
            """);
    }

    public void Insert(Job job) => Write(job, $"""
        INSERT INTO jobs ({Columns}) VALUES (@id, @endpoint, @input, @origin, @prompt, @webhook, @low, @keep, @startBy, @submitted,
          @started, @ended, @planned, @state, @code, @output, @error, @errorType, @units, @price, @faults, @hook, @tries)
        """, whole: true);

    public void Update(Job job) => Write(job, """
        UPDATE jobs SET started_ms = @started, ended_ms = @ended, planned_ms = @planned, state = @state, code = @code, output = @output,
          error = @error, error_type = @errorType, units = @units, unit_price = @price, faults = @faults, hook = @hook, hook_tries = @tries
        WHERE id = @id
        """, whole: false);

    private void Write(Job job, string sql, bool whole)
    {
        lock (gate)
        {
            using var command = db.CreateCommand();
            command.CommandText = sql;
            void Set(string name, object? value) => command.Parameters.AddWithValue(name, value ?? DBNull.Value);
            Set("@id", job.Id);
            Set("@started", job.StartedMs);
            Set("@ended", job.EndedMs);
            Set("@planned", job.PlannedMs);
            Set("@state", (int)job.State);
            Set("@code", job.Code);
            Set("@output", job.Output);
            Set("@error", job.Error);
            Set("@errorType", job.ErrorType);
            Set("@units", job.Units?.ToString(CultureInfo.InvariantCulture));
            Set("@price", job.UnitPrice?.ToString(CultureInfo.InvariantCulture));
            Set("@faults", job.Faults);
            Set("@hook", (int)job.Hook);
            Set("@tries", job.HookTries);
            if (whole)
            {
                Set("@endpoint", job.Endpoint);
                Set("@input", job.Input);
                Set("@origin", job.Origin);
                Set("@prompt", job.Prompt);
                Set("@webhook", job.Webhook);
                Set("@low", job.LowPriority);
                Set("@keep", job.KeepPayload);
                Set("@startBy", job.StartByMs);
                Set("@submitted", job.SubmittedMs);
            }
            command.ExecuteNonQuery();
        }
    }

    public Job? Find(string id) => Query("WHERE id = @id", 1, brief: false, ("@id", id)).FirstOrDefault().Job;

    /// <summary>What a killed run left unfinished, oldest first.</summary>
    public List<Job> Open() => [.. Query("WHERE state < 2 OR hook = 1 ORDER BY seq", int.MaxValue, brief: false).Select(r => r.Job)];

    /// <summary>Newest first; <paramref name="before"/> is the sequence number where the last page ended.</summary>
    public List<(long Seq, Job Job)> List(JobFilter filter, long? before, int limit, bool brief)
    {
        var where = "WHERE submitted_ms >= @from AND submitted_ms < @to";
        var values = new List<(string, object)> { ("@from", filter.FromMs ?? 0), ("@to", filter.ToMs ?? long.MaxValue) };
        if (before is { } seq)
        {
            where += " AND seq < @before";
            values.Add(("@before", seq));
        }
        if (filter.RequestIds is { Count: > 0 } ids)
        {
            where += $" AND id IN ({string.Join(',', ids.Select((_, i) => $"@r{i}"))})";
            values.AddRange(ids.Select((id, i) => ($"@r{i}", (object)id)));
        }
        if (filter.Endpoints is { Count: > 0 } endpoints)
        {
            where += $" AND endpoint IN ({string.Join(',', endpoints.Select((_, i) => $"@e{i}"))})";
            values.AddRange(endpoints.Select((e, i) => ($"@e{i}", (object)e)));
        }
        if (filter.Done) where += " AND state = 2";
        if (filter.Billed) where += " AND faults NOT LIKE '%[[fault:bill-never%'";
        if (filter.Codes is var (low, high))
        {
            where += " AND state = 2 AND code >= @low AND code < @high";
            values.AddRange([("@low", low), ("@high", high)]);
        }
        return Query($"{where} ORDER BY seq DESC", limit, brief, [.. values]);
    }

    /// <summary>Ids of finished jobs older than this, at most <paramref name="limit"/>; their rows go.</summary>
    public List<string> Prune(long endedBeforeMs, int limit)
    {
        lock (gate)
        {
            using var command = db.CreateCommand();
            command.CommandText = """
                DELETE FROM jobs
                WHERE seq IN (SELECT seq FROM jobs WHERE state = 2 AND hook <> 1 AND ended_ms < @before LIMIT @limit)
                RETURNING id
                """;
            command.Parameters.AddWithValue("@before", endedBeforeMs);
            command.Parameters.AddWithValue("@limit", limit);
            using var reader = command.ExecuteReader();
            var ids = new List<string>();
            while (reader.Read()) ids.Add(reader.GetString(0));
            return ids;
        }
    }

    public void Dispose() => db.Dispose();

    private List<(long Seq, Job Job)> Query(string where, int limit, bool brief, params (string Name, object Value)[] values)
    {
        lock (gate)
        {
            using var command = db.CreateCommand();
            command.CommandText = $"SELECT {(brief ? BriefColumns : Columns)}, seq FROM jobs {where} LIMIT {limit}";
            foreach (var (name, value) in values) command.Parameters.AddWithValue(name, value);
            using var row = command.ExecuteReader();
            var found = new List<(long, Job)>();
            while (row.Read()) found.Add((row.GetInt64(23), Read(row)));
            return found;
        }
    }

    private static Job Read(SqliteDataReader row)
    {
        string? Text(int i) => row.IsDBNull(i) ? null : row.GetString(i);
        long? Number(int i) => row.IsDBNull(i) ? null : row.GetInt64(i);
        decimal? Exact(int i) => Text(i) is { } text ? decimal.Parse(text, CultureInfo.InvariantCulture) : null;
        return new Job
        {
            Id = row.GetString(0),
            Endpoint = row.GetString(1),
            Input = row.GetString(2),
            Origin = row.GetString(3),
            Prompt = row.GetString(4),
            Webhook = Text(5),
            LowPriority = row.GetBoolean(6),
            KeepPayload = row.GetBoolean(7),
            StartByMs = Number(8),
            SubmittedMs = row.GetInt64(9),
            StartedMs = Number(10),
            EndedMs = Number(11),
            PlannedMs = row.GetInt64(12),
            State = (JobState)row.GetInt32(13),
            Code = row.GetInt32(14),
            Output = Text(15),
            Error = Text(16),
            ErrorType = Text(17),
            Units = Exact(18),
            UnitPrice = Exact(19),
            Faults = row.GetString(20),
            Hook = (HookState)row.GetInt32(21),
            HookTries = row.GetInt32(22),
        };
    }

    private void Execute(string sql)
    {
        using var command = db.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}

internal sealed record JobFilter
{
    public IReadOnlyList<string>? Endpoints { get; init; }
    public IReadOnlyList<string>? RequestIds { get; init; }
    public long? FromMs { get; init; }
    public long? ToMs { get; init; }
    public bool Done { get; init; }

    /// <summary>Those that stand in the books.</summary>
    public bool Billed { get; init; }

    /// <summary>From the first, below the second.</summary>
    public (int Low, int High)? Codes { get; init; }
}
