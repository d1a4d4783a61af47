using OmniHub.Contracts.Accounts;
using OmniHub.Kernel;
using OmniHub.Ui;

namespace OmniHub.Accounts;

/// <summary>What a refused form gives back: which form, what was typed, what was wrong.</summary>
internal sealed record Draft
{
    public Refusal? No { get; init; }

    /// <summary><c>name</c>, <c>password</c>, <c>key</c> or <c>delete</c>.</summary>
    public string? Form { get; init; }

    public string? Name { get; init; }

    public string? KeyName { get; init; }

    public Micros? KeyLimit { get; init; }

    public DateTimeOffset? KeyExpires { get; init; }

    public Refusal? NoOf(string form) => Form == form ? No : null;
}

/// <summary>The profile; <c>Saved</c> names the form that was saved just now.</summary>
internal sealed record ProfileView(UserView User, KeysView Keys, Draft Draft, string? Saved)
{
    /// <summary>Sections that other modules bring.</summary>
    public IReadOnlyList<ProfileSection> Parts { get; init; } = [];

    public IReadOnlyList<WorkspaceName> Workspaces { get; init; } = [];

    /// <summary>One column: this module's own sections and those of others, in order.</summary>
    public IEnumerable<Part> Sections(bool isAside)
    {
        ProfileSection[] own =
        [
            new(10, true, new("/Accounts/Profile/BalanceCard.cshtml", this)),
            new(20, false, new("/Accounts/Profile/Keys.cshtml", Keys)),
            new(50, false, new("/Accounts/Profile/About.cshtml", this)),
            new(50, true, new("/Accounts/Profile/Preferences.cshtml", this)),
        ];
        return own.Concat(Parts).Where(s => s.IsAside == isAside).OrderBy(s => s.Order).Select(s => s.Part);
    }

    public static ProfileView Sample => new(
        new("usr_1", "ann@example.com", "Ann Other", "user", new(12_482_000), Micros.Zero, "wsp_1", null, DateTimeOffset.UnixEpoch),
        KeysView.Sample, new(), "name")
    {
        Workspaces = [new("wsp_1", "Personal", true)],
        Parts = [new(15, true, new("/Ui/Parts/Empty.cshtml", EmptyView.Sample))],
    };

    public string Initials =>
        string.Concat(User.Name.Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(2).Select(word => char.ToUpperInvariant(word[0])));

    public NoticeView? SavedNotice => Saved switch
    {
        "name" => new(Tone.Ok, "Your name is saved."),
        "workspace" => new(Tone.Ok, "Your default workspace is saved."),
        "sessions" => new(Tone.Ok, "Every other browser and token is signed out."),
        "password" => new(Tone.Ok, "Your password is changed.", "Other browsers and tokens are signed out."),
        _ => null,
    };

    public FieldView NameField => new("name", "Name", "text", "name", Draft.Name ?? User.Name, Draft.NoOf("name").Of("name"))
    {
        LengthMax = Accounts.User.NameLengthMax,
    };

    public FieldView CurrentPasswordField =>
        Password("currentPassword", "Current password", "current-password", Draft.NoOf("password").Of("currentPassword"));

    public FieldView NewPasswordField => Password("new-password", "New password", "new-password", Draft.NoOf("password").Of("password")) with
    {
        Name = "password",
        Hint = Passwords.Rule + " Every other browser and token is signed out.",
    };

    public FieldView DeletePasswordField =>
        Password("delete-password", "Password", "current-password", Draft.NoOf("delete").Of("password")) with { Name = "password" };

    private static FieldView Password(string id, string label, string autocomplete, string? error) =>
        new(id, label, "password", autocomplete, null, error) { LengthMax = Passwords.LengthMax };
}

/// <summary>A section of the profile, with its place.</summary>
internal sealed record ProfileSection(int Order, bool IsAside, Part Part);

/// <summary>The section of the API keys; <c>Fresh</c> was made just now and is shown this once.</summary>
internal sealed record KeysView(IReadOnlyList<KeyView> Keys, NewKeyView? Fresh, Draft Draft)
{
    public static KeysView Sample => new(
        [new("key_1", "render box", "omk_7Qm2vT0s", new(5_000_000), new(1_802_000), null, null, DateTimeOffset.UnixEpoch)],
        new("key_1", "render box", "omk_7Qm2vT0sXcJ4n8LrYb1eWk93", "omk_7Qm2vT0s", new(5_000_000), null, DateTimeOffset.UnixEpoch),
        new());

    public Refusal? No => Draft.NoOf("key");
}
