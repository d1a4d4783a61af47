using OmniHub.Contracts.Billing;

namespace OmniHub.Billing;

/// <summary>Kinds of entries as the database and the API spell them.</summary>
internal static class Words
{
    public static IReadOnlyList<string> Kinds { get; } = [.. Enum.GetValues<EntryKind>().Select(Of)];

    public static string Of(EntryKind kind) => kind switch
    {
        EntryKind.Grant => "grant",
        EntryKind.Topup => "topup",
        EntryKind.Plan => "plan",
        EntryKind.Charge => "charge",
        EntryKind.Refund => "refund",
        EntryKind.Adjustment => "adjustment",
        EntryKind.Expiry => "expiry",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };
}
