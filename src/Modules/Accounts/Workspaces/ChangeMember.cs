using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using OmniHub.Contracts.Accounts;
using OmniHub.Contracts.Billing;
using OmniHub.Kernel;

namespace OmniHub.Accounts;

/// <summary>A member, as the others see them.</summary>
internal sealed record MemberView(
    string UserId, string Name, string Email, MemberRole Role, Micros? MonthlyCreditLimit, Micros SpentThisMonth, bool IsOfferedOwnership,
    DateTimeOffset JoinedAt);

/// <summary>Reads members with what they spent.</summary>
internal sealed class MemberViews(AccountsDb db, ICredits credits, TimeProvider clock)
{
    /// <summary>Newest account first, within what this user may see.</summary>
    public async Task<IReadOnlyList<MemberView>> ReadAsync(
        string workspaceId, string viewer, string? before, int count, CancellationToken ct, string? only = null)
    {
        var rows = await (
            from m in db.Members
            join u in db.Users on m.UserId equals u.Id
            where m.WorkspaceId == workspaceId && db.Members.Any(v => v.WorkspaceId == workspaceId && v.UserId == viewer)
                && (before == null || string.Compare(m.UserId, before) < 0) && (only == null || m.UserId == only)
            orderby m.UserId descending
            select new { Member = m, u.Name, u.Email }).Take(count).ToListAsync(ct);
        var now = clock.GetUtcNow();
        var spent = await credits.UsedAsync([.. rows.Select(r => Member.CapKeyOf(workspaceId, r.Member.UserId, now))], ct);
        return
        [
            .. rows.Select(r => new MemberView(
                r.Member.UserId, r.Name, r.Email ?? "", r.Member.Role, r.Member.MonthlyCreditLimit,
                spent.GetValueOrDefault(Member.CapKeyOf(workspaceId, r.Member.UserId, now)), r.Member.IsOfferedOwnership, r.Member.JoinedAt)),
        ];
    }

    public async Task<MemberView?> OneAsync(string workspaceId, string viewer, string userId, CancellationToken ct) =>
        await ReadAsync(workspaceId, viewer, null, 1, ct, userId) is [var member] ? member : null;
}

/// <summary>GET /api/workspaces/{id}/members</summary>
internal static class ListMembers
{
    public static async Task<Reply> Handle(string id, PageRequest page, ICurrentUser me, MemberViews views, CancellationToken ct)
    {
        var rows = await views.ReadAsync(id, me.Id, page.After, page.Limit + 1, ct);
        // Whoever may see a workspace is in it: an empty first page is nobody's.
        return rows.Count == 0 && page.After is null ? Refusal.NotFound() : Reply.Of(page.Cut(rows, m => m.UserId, m => m));
    }
}

/// <summary>Body of a changed member. A null limit lifts it; what is not sent stays.</summary>
internal sealed record MemberForm(MemberRole? Role, JsonElement MonthlyCreditLimit);

/// <summary>PATCH /api/workspaces/{id}/members/{userId}: effective with the next request, open streams included.</summary>
internal static class ChangeMember
{
    private static readonly Micros LimitMax = new(1_000_000 * Micros.PerCredit);

    public static async Task<Reply> Handle(
        string id, string userId, Body<MemberForm> body, ICurrentUser me, AccountsDb db, MemberViews views, IEvents events,
        CancellationToken ct)
    {
        if (await db.OwnerOnlyAsync(id, me.Id, ct) is { } no) return no;
        var (role, limit) = (body.Value.Role, LimitOf(body.Value.MonthlyCreditLimit, out var isGiven, out var isWrong));
        if (isWrong) return Refusal.Invalid("monthlyCreditLimit", $"A limit is 0 to {LimitMax.Credits:#,##0} with at most 6 decimals. Without one there is no limit.");
        if (userId == me.Id && role is not (null or MemberRole.Owner))
            return Refusal.Conflict("You own this workspace. Offer it to another member first.");

        var offers = role == MemberRole.Owner && userId != me.Id;
        if (offers && await db.Workspaces.AnyAsync(w => w.Id == id && w.IsPersonal, ct))
            return Refusal.Conflict("The workspace that came with your account stays yours.");
        var changed = await db.WriteAsync(
            async () =>
            {
                if (offers)
                {
                    await db.Members.Where(m => m.WorkspaceId == id && m.IsOfferedOwnership)
                        .ExecuteUpdateAsync(set => set.SetProperty(m => m.IsOfferedOwnership, false), ct);
                }

                return await db.Members.Where(m => m.WorkspaceId == id && m.UserId == userId).ExecuteUpdateAsync(
                    set =>
                    {
                        set.SetProperty(m => m.WorkspaceId, id);
                        if (offers) set.SetProperty(m => m.IsOfferedOwnership, true);
                        else if (role is { } other) set.SetProperty(m => m.Role, other).SetProperty(m => m.IsOfferedOwnership, false);
                        if (isGiven) set.SetProperty(m => m.MonthlyCreditLimit, limit);
                    },
                    ct);
            },
            ct);
        if (changed == 0) return Refusal.NotFound();
        if (role is not null && !offers) events.Publish(new MembershipEnded(userId, id));
        return await views.OneAsync(id, me.Id, userId, ct) is { } view ? Reply.Of(view).Redirect($"/workspaces/{id}") : Refusal.NotFound();
    }

    // A form sends text, and an empty field means none.
    private static Micros? LimitOf(JsonElement sent, out bool isGiven, out bool isWrong)
    {
        (isGiven, isWrong) = (sent.ValueKind != JsonValueKind.Undefined, false);
        if (!isGiven || sent.ValueKind == JsonValueKind.Null) return null;
        var text = sent.ValueKind == JsonValueKind.String ? sent.GetString() : sent.GetRawText();
        if (text is "none") return null;
        var isNumber = sent.ValueKind is JsonValueKind.Number or JsonValueKind.String;
        if (isNumber && decimal.TryParse(text, System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out var credits)
            && Micros.Exactly(credits) is { } limit && limit >= Micros.Zero && limit <= LimitMax) return limit;
        isWrong = true;
        return null;
    }
}

/// <summary>DELETE /api/workspaces/{id}/members/{userId}: by the owner, or by oneself.</summary>
internal static class RemoveMember
{
    public static async Task<Reply> Handle(string id, string userId, ICurrentUser me, AccountsDb db, IEvents events, CancellationToken ct)
    {
        if (userId != me.Id && await db.OwnerOnlyAsync(id, me.Id, ct) is { } no) return no;
        var removed = await db.WriteAsync(
            async () =>
            {
                var count = await db.Members.Where(m => m.WorkspaceId == id && m.UserId == userId && m.Role != MemberRole.Owner).ExecuteDeleteAsync(ct);
                if (count > 0) await db.FallBackAsync(id, userId, ct);
                return count;
            },
            ct);
        if (removed == 0)
        {
            return await db.Members.AnyAsync(m => m.WorkspaceId == id && m.UserId == userId, ct)
                ? Refusal.Conflict("The owner cannot leave. Offer the workspace to another member, or delete it.")
                : Refusal.NotFound();
        }

        events.Publish(new MembershipEnded(userId, id));
        return Reply.Nothing().Redirect(userId == me.Id ? "/workspaces" : $"/workspaces/{id}");
    }
}

/// <summary>POST /api/workspaces/{id}/ownership: the member to whom it was offered takes it, and pays from now on.</summary>
internal static class TakeOwnership
{
    public static async Task<Reply> Handle(string id, ICurrentUser me, AccountsDb db, CancellationToken ct)
    {
        var taken = await db.WriteAsync(
            async () =>
            {
                var mine = db.Members.Where(m => m.WorkspaceId == id && m.UserId == me.Id && m.IsOfferedOwnership && m.Role != MemberRole.Owner);
                if (await mine.ExecuteUpdateAsync(
                        set => set.SetProperty(m => m.Role, MemberRole.Owner).SetProperty(m => m.IsOfferedOwnership, false)
                            .SetProperty(m => m.MonthlyCreditLimit, (Micros?)null),
                        ct) == 0) return false;
                await db.Members.Where(m => m.WorkspaceId == id && m.UserId != me.Id && m.Role == MemberRole.Owner)
                    .ExecuteUpdateAsync(set => set.SetProperty(m => m.Role, MemberRole.Editor), ct);
                await db.Workspaces.Where(w => w.Id == id).ExecuteUpdateAsync(set => set.SetProperty(w => w.OwnerId, me.Id), ct);
                return true;
            },
            ct);
        if (!taken) return Refusal.NotFound();
        var view = await db.Show(db.Members.Where(m => m.UserId == me.Id && m.WorkspaceId == id)).FirstAsync(ct);
        return Reply.Of(view).Redirect($"/workspaces/{id}");
    }
}
