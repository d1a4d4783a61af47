using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using OmniHub.Kernel;

namespace OmniHub.Community;

/// <summary>
/// Counts a view once per visitor and day. A visitor is a user, or the address with the browser's name; what is kept is a hash
/// with a salt of the day, and both are gone when the day is. The author's own views do not count.
/// </summary>
internal sealed class CountView(CommunityDb db, ICurrentUser me, GalleryCache cache, TimeProvider clock)
{
    private const int HashBytes = 16, AgentLengthMax = 300;

    /// <summary>Counts a look at a page; one of a post that is not there is none.</summary>
    public async Task OfAsync(string postId, HttpContext http, CancellationToken ct)
    {
        if (await db.Posts.AsNoTracking().SingleOrDefaultAsync(p => p.Id == postId, ct) is { } post) await OfAsync(post, http, ct);
    }

    /// <summary>The number of views after this one.</summary>
    public async Task<int> OfAsync(Post post, HttpContext http, CancellationToken ct)
    {
        if (post.State != PostState.Visible || !IsView(http.Request) || (me.IsSignedIn && me.Id == post.UserId)) return post.ViewCount;
        var day = DayOf(clock.GetUtcNow());
        var visitor = await VisitorAsync(day, http, ct);
        if (await db.Seen.AnyAsync(s => s.Day == day && s.Number == post.Number && s.Visitor == visitor, ct)) return post.ViewCount;
        try
        {
            var views = await db.WriteAsync(
                async () =>
                {
                    db.ChangeTracker.Clear();
                    db.Seen.Add(new PostSeen { Day = day, Number = post.Number, Visitor = visitor });
                    await db.SaveChangesAsync(ct);
                    await db.Posts.Where(p => p.Number == post.Number).ExecuteUpdateAsync(set => set.SetProperty(p => p.ViewCount, p => p.ViewCount + 1), ct);
                    return await db.Posts.Where(p => p.Number == post.Number).Select(p => p.ViewCount).SingleOrDefaultAsync(ct);
                },
                ct);
            cache.ViewsChanged(post.Id);
            return views;
        }
        catch (DbUpdateException e) when (e.IsDuplicate())
        {
            // The same visitor, at the same moment.
            return await db.Posts.Where(p => p.Number == post.Number).Select(p => p.ViewCount).SingleOrDefaultAsync(ct);
        }
    }

    public static int DayOf(DateTimeOffset at) => (int)(at.ToUnixTimeMilliseconds() / 86_400_000);

    // Asked about, or loaded ahead, is not seen.
    private static bool IsView(HttpRequest request) =>
        HttpMethods.IsGet(request.Method) && !request.Headers["Sec-Purpose"].ToString().Contains("prefetch", StringComparison.Ordinal);

    private async Task<string> VisitorAsync(int day, HttpContext http, CancellationToken ct)
    {
        var agent = http.Request.Headers.UserAgent.ToString();
        var who = me.IsSignedIn ? "user " + me.Id : $"{NetworkOf(http.Connection.RemoteIpAddress)} {agent[..Math.Min(agent.Length, AgentLengthMax)]}";
        return Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(await SaltAsync(day, ct)), Encoding.UTF8.GetBytes(who)), 0, HashBytes);
    }

    // One household has a whole IPv6 /64.
    private static string NetworkOf(IPAddress? address) => address switch
    {
        null => "nowhere",
        { IsIPv4MappedToIPv6: true } => address.MapToIPv4().ToString(),
        { AddressFamily: AddressFamily.InterNetworkV6 } => Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8)),
        _ => address.ToString(),
    };

    private async Task<string> SaltAsync(int day, CancellationToken ct)
    {
        while (true)
        {
            if (await db.Salts.Where(s => s.Day == day).Select(s => s.Value).FirstOrDefaultAsync(ct) is { } salt) return salt;
            try
            {
                await db.WriteAsync(
                    async () =>
                    {
                        db.ChangeTracker.Clear();
                        db.Salts.Add(new DaySalt { Day = day, Value = Id.Secret() });
                        await db.SaveChangesAsync(ct);
                    },
                    ct);
            }
            catch (DbUpdateException e) when (e.IsDuplicate())
            {
                // Somebody else made it.
            }
        }
    }
}
