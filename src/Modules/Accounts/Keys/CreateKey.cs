using Microsoft.EntityFrameworkCore;
using OmniHub.Kernel;

namespace OmniHub.Accounts;

/// <summary>Body of a new key.</summary>
internal sealed record CreateKeyForm(string? Name, Micros? CreditLimit, DateTimeOffset? ExpiresAt);

/// <summary>POST /api/keys: the key is in this answer and nowhere else.</summary>
internal static class CreateKey
{
    public static async Task<Reply> Handle(
        Body<CreateKeyForm> body, ICurrentUser me, AccountsDb db, ProfilePages pages, TimeProvider clock, CancellationToken ct)
    {
        var form = body.Value;
        var name = form.Name?.Trim() ?? "";
        var errors = new Dictionary<string, string[]>();
        if (Names.Check(name, ApiKey.NameLengthMax) is { } wrong) errors["name"] = [wrong];
        if (form.CreditLimit is { } limit && (!limit.IsPositive || limit > ApiKey.CreditLimitMax))
            errors["creditLimit"] = [$"A limit is more than 0 and at most {ApiKey.CreditLimitMax}."];
        if (form.ExpiresAt <= clock.GetUtcNow()) errors["expiresAt"] = ["A key expires in the future."];
        var draft = new Draft { KeyName = name, KeyLimit = form.CreditLimit, KeyExpires = form.ExpiresAt };
        if (errors.Count > 0) return await pages.RefuseAsync(Refusal.Invalid(errors), "key", draft, ct);

        var (key, row) = ApiKey.Make(me.Id, name, form.CreditLimit, form.ExpiresAt, clock.GetUtcNow());
        var isRoom = await db.WriteAsync(
            async () =>
            {
                if (await db.Keys.CountAsync(k => k.UserId == me.Id, ct) >= ApiKey.CountMax) return false;
                db.Add(row);
                await db.SaveChangesAsync(ct);
                return true;
            },
            ct);
        if (!isRoom) return await pages.RefuseAsync(Refusal.Conflict($"You have {ApiKey.CountMax} keys. Revoke one first."), "key", draft, ct);
        var view = new NewKeyView(row.Id, row.Name, key, row.Prefix, row.CreditLimit, row.ExpiresAt, row.CreatedAt);
        return await pages.KeysAsync(Reply.Of(view, 201), view, ct);
    }
}
