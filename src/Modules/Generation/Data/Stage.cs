namespace OmniHub.Generation;

/// <summary>Where a generation stands, as the row keeps it.</summary>
internal enum Stage
{
    /// <summary>Held and written; nothing was sent.</summary>
    Pending,

    /// <summary>A job is sending it, or died while it did.</summary>
    Submitting,

    /// <summary>It may have been sent: being looked for, never sent again.</summary>
    Reconciling,

    /// <summary>In the provider's queue.</summary>
    Queued,

    /// <summary>The provider works on it.</summary>
    Running,

    /// <summary>The provider has ended: fetching its files.</summary>
    Storing,

    /// <summary>The outcome is decided and being settled; shown only afterwards, with its charge.</summary>
    Settling,

    /// <summary>There are files.</summary>
    Completed,

    /// <summary>There is a reason.</summary>
    Failed,

    /// <summary>Stopped before it cost anything.</summary>
    Canceled,
}

/// <summary>The same as people and programs see it.</summary>
internal enum GenerationStatus
{
    /// <summary>On its way to the provider.</summary>
    Pending,

    /// <summary>In the provider's queue.</summary>
    Queued,

    /// <summary>In work.</summary>
    Running,

    /// <summary>Done.</summary>
    Completed,

    /// <summary>Not done, and why.</summary>
    Failed,

    /// <summary>Stopped.</summary>
    Canceled,
}

internal static class Stages
{
    /// <summary>Stages in which the provider may hold a job of ours.</summary>
    public static readonly Stage[] AtProvider = [Stage.Queued, Stage.Running];

    /// <summary>Stages whose outcome is still open.</summary>
    public static readonly Stage[] Undecided =
        [Stage.Pending, Stage.Submitting, Stage.Reconciling, Stage.Queued, Stage.Running, Stage.Storing];

    public static bool IsTerminal(this Stage stage) => stage is Stage.Completed or Stage.Failed or Stage.Canceled;

    public static bool IsTerminal(this GenerationStatus status) =>
        status is GenerationStatus.Completed or GenerationStatus.Failed or GenerationStatus.Canceled;

    public static GenerationStatus Shown(this Stage stage) => stage switch
    {
        Stage.Pending or Stage.Submitting or Stage.Reconciling => GenerationStatus.Pending,
        Stage.Queued => GenerationStatus.Queued,
        Stage.Running or Stage.Storing or Stage.Settling => GenerationStatus.Running,
        Stage.Completed => GenerationStatus.Completed,
        Stage.Failed => GenerationStatus.Failed,
        _ => GenerationStatus.Canceled,
    };

    public static Stage[] Behind(GenerationStatus status) => [.. Enum.GetValues<Stage>().Where(stage => stage.Shown() == status)];
}
