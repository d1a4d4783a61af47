using OmniHub.Kernel;

namespace OmniHub.Accounts;

/// <summary>POST /api/auth/register</summary>
internal static class Register
{
    public static async Task<Reply> Handle(Body<RegisterForm> body, SignUp signUp, UserViews views, CancellationToken ct)
    {
        var (user, no) = await signUp.RegisterAsync(body.Value, ct);
        return user is null ? no! : Reply.Of(await views.SignedInAsync(user, ct), 201);
    }
}
