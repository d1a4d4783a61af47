using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;

namespace OmniHub.Admin;

/// <summary>The hash that ties an entry to the one before. It covers ids only, so that forgetting a person breaks nothing.</summary>
internal static class AuditChain
{
    /// <summary>The same row, tied to the last one.</summary>
    public static AuditRow Link(AuditRow? last, AuditRow row)
    {
        var tied = Copy(row, last?.Hash ?? "", "");
        return Copy(tied, tied.PreviousHash, HashOf(tied));
    }

    /// <summary>Of everything in the row but the hash itself. JSON keeps the parts apart.</summary>
    public static string HashOf(AuditRow row) => Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(new[]
    {
        row.Sequence.ToString(CultureInfo.InvariantCulture), row.Id, row.At.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture),
        row.ActorId, row.Action, row.TargetType, row.TargetId, row.Changes, row.Address, row.PreviousHash,
    })));

    private static AuditRow Copy(AuditRow r, string previous, string hash) => new()
    {
        Sequence = r.Sequence,
        Id = r.Id,
        At = r.At,
        ActorId = r.ActorId,
        Action = r.Action,
        TargetType = r.TargetType,
        TargetId = r.TargetId,
        Changes = r.Changes,
        Address = r.Address,
        PreviousHash = previous,
        Hash = hash,
    };
}
