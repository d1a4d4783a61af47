using OmniHub.Contracts.Accounts;
using OmniHub.Kernel;
using OmniHub.Ui;

namespace OmniHub.Accounts;

/// <summary>Projects of a workspace.</summary>
internal sealed record ProjectsView(
    WorkPlace Place, IReadOnlyList<ProjectView> Items, bool IsArchived, string? Next, bool IsFirst, Refusal? No, string? Typed)
{
    public static ProjectsView Sample => new(WorkPlace.Sample, [RecentProjectsView.Project], false, "abc", true, Refusal.Invalid("name", "Enter a name."), "");

    public static IEnumerable<ProjectsView> Samples => [Sample with { Items = [], No = null, Next = null }, Sample with { Items = [], IsArchived = true, Next = null }];

    public string? NextHref => Next is null ? null : $"/projects?archived={(IsArchived ? "true" : "false")}&cursor={Next}";

    public FieldView NameField => new("project-name", "Name", "text", "off", Typed, No.Of("name")) { Name = "name", LengthMax = Project.NameLengthMax };
}

/// <summary>A project with what the modules keep in it.</summary>
internal sealed record ProjectPageView(ProjectView Project, WorkPlace Place, bool MayChange, IReadOnlyList<Part> Parts, Refusal? No)
{
    public static ProjectPageView Sample => new(RecentProjectsView.Project, WorkPlace.Sample, true, [], Refusal.Invalid("ids", "Select one picture for the cover."));

    public static IEnumerable<ProjectPageView> Samples => [Sample with { MayChange = false, No = null, Project = RecentProjectsView.Project with { Archived = true, ItemCount = 0 } }];

    public NoticeView? Notice => No is null ? null : new(Tone.Bad, No.Sentence);

    public string Items => Project.ItemCount == 1 ? "1 item" : $"{Project.ItemCount} items";

    public FieldView NameField => new("project-name", "Name", "text", "off", Project.Name, No.Of("name")) { Name = "name", LengthMax = Accounts.Project.NameLengthMax };

    /// <summary>Where new work goes here.</summary>
    public string Query => $"workspace={Project.WorkspaceId}&project={Project.Id}";
}

/// <summary>Newest projects.</summary>
internal sealed record RecentProjectsView(IReadOnlyList<ProjectView> Projects)
{
    public static ProjectView Project =>
        new("prj_1", "Tea house", "A short film", "wsp_1", 42, new(4_120_000), false, "/media/x/thumb.webp", DateTimeOffset.UnixEpoch);

    public static RecentProjectsView Sample => new([Project]);
}
