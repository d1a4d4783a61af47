using System.Security.Claims;
using Microsoft.AspNetCore.Http;

namespace OmniHub.Kernel;

/// <summary>Who is asking: the only way a handler learns it.</summary>
public interface ICurrentUser
{
    /// <summary>Whether someone is signed in.</summary>
    bool IsSignedIn { get; }

    /// <summary>The user's id, <c>usr_…</c>; throws on a route without a policy that asks for a user.</summary>
    string Id { get; }

    /// <summary>The name shown to others.</summary>
    string Name { get; }

    /// <summary>An administrator, signed in as a person (never through an API key).</summary>
    bool IsAdmin { get; }

    /// <summary>The API key that was used, <c>key_…</c>, or null.</summary>
    string? KeyId { get; }
}

/// <summary>Names of our claims.</summary>
public static class Claim
{
    /// <summary>User id.</summary>
    public const string UserId = "sub";

    /// <summary>Display name.</summary>
    public const string Name = "name";

    /// <summary><c>user</c> or <c>admin</c>.</summary>
    public const string Role = "role";

    /// <summary>API key id.</summary>
    public const string KeyId = "key";
}

/// <summary>The policies that routes carry.</summary>
public static class Policies
{
    /// <summary>Any signed-in, enabled user: cookie, JWT or API key.</summary>
    public const string User = "user";

    /// <summary>An administrator by cookie or JWT; an API key never is.</summary>
    public const string Admin = "admin";
}

/// <summary>Reads the claims of the request.</summary>
public sealed class CurrentUser(IHttpContextAccessor accessor) : ICurrentUser
{
    private ClaimsPrincipal? Principal => accessor.HttpContext?.User;

    /// <inheritdoc/>
    public bool IsSignedIn => Principal?.Identity?.IsAuthenticated == true;

    /// <inheritdoc/>
    public string Id => Principal?.FindFirstValue(Claim.UserId) ?? throw new InvalidOperationException("This route has no policy that asks for a user.");

    /// <inheritdoc/>
    public string Name => Principal?.FindFirstValue(Claim.Name) ?? "";

    /// <inheritdoc/>
    public bool IsAdmin => KeyId is null && Principal?.FindFirstValue(Claim.Role) == "admin";

    /// <inheritdoc/>
    public string? KeyId => Principal?.FindFirstValue(Claim.KeyId);
}
