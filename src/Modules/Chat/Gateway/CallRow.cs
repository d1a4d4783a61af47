using System.Data;
using System.Data.Common;

namespace OmniHub.Chat;

/// <summary>A call as one statement: new, or as it is now. What a sweep has decided stays.</summary>
internal static class CallRow
{
    public const string Sql =
        """
        INSERT INTO chat_calls AS c (id, user_id, key_id, workspace_id, model_id, provider, is_stream, terms, hold_micros, sent_tokens, status,
            error_code, generation_id, arrived, prompt_tokens, completion_tokens, cost_micros, provider_cost_micros, is_estimated, created_at,
            ended_at, settled_at, next_look_at)
        VALUES (@id, @user, @key, @workspace, @model, @provider, @stream, @terms, @hold, @sent, @status, @error, @generation, @arrived, @prompt,
            @completion, @cost, @providerCost, @estimated, @created, @ended, @settled, @look)
        ON CONFLICT (id) DO UPDATE SET status = excluded.status, error_code = excluded.error_code, generation_id = excluded.generation_id,
            arrived = excluded.arrived, prompt_tokens = excluded.prompt_tokens, completion_tokens = excluded.completion_tokens,
            cost_micros = excluded.cost_micros, provider_cost_micros = excluded.provider_cost_micros, ended_at = excluded.ended_at,
            settled_at = excluded.settled_at, next_look_at = excluded.next_look_at
        WHERE c.cost_micros IS NULL
        """;

    public static void Fill(DbCommand command, Call call)
    {
        var isNew = command.Parameters.Count == 0;
        var at = 0;
        Text("id", call.Id);
        Text("user", call.UserId);
        Text("key", call.KeyId);
        Text("workspace", call.WorkspaceId);
        Text("model", call.ModelId);
        Text("provider", call.Provider);
        Put("stream", DbType.Boolean, call.IsStream);
        Text("terms", call.Terms);
        Number("hold", call.HoldMicros);
        Whole("sent", call.SentTokens);
        Text("status", WordOf(call.Status));
        Text("error", call.ErrorCode);
        Text("generation", call.GenerationId);
        Whole("arrived", call.Arrived);
        Whole("prompt", call.PromptTokens);
        Whole("completion", call.CompletionTokens);
        Number("cost", call.CostMicros);
        Number("providerCost", call.ProviderCostMicros);
        Put("estimated", DbType.Boolean, call.IsEstimated);
        Number("created", call.CreatedAt.ToUnixTimeMilliseconds());
        Number("ended", call.EndedAt?.ToUnixTimeMilliseconds());
        Number("settled", call.SettledAt?.ToUnixTimeMilliseconds());
        Number("look", call.NextLookAt?.ToUnixTimeMilliseconds());

        void Text(string name, string? value) => Put(name, DbType.String, value);
        void Number(string name, long? value) => Put(name, DbType.Int64, value);
        void Whole(string name, int? value) => Put(name, DbType.Int32, value);

        void Put(string name, DbType type, object? value)
        {
            if (isNew)
            {
                var made = command.CreateParameter();
                // With its prefix: SQLite's provider looks for one otherwise, at each run.
                (made.ParameterName, made.DbType) = ("@" + name, type);
                command.Parameters.Add(made);
            }

            command.Parameters[at++].Value = value ?? DBNull.Value;
        }
    }

    private static string WordOf(CallStatus status) => status switch
    {
        CallStatus.Running => "running",
        CallStatus.Completed => "completed",
        CallStatus.Failed => "failed",
        _ => "canceled",
    };
}
