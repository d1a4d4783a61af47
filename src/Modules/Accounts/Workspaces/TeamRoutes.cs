using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using OmniHub.Kernel;

namespace OmniHub.Accounts;

/// <summary>Routes of workspaces, their members, and projects.</summary>
internal static class TeamRoutes
{
    private const string Json = "application/json";
    private const string Form = "application/x-www-form-urlencoded";

    public static void MapTeams(this IEndpointRouteBuilder routes)
    {
        MapWorkspaces(routes.MapGroup("/api/workspaces").WithTags("Workspaces").ForUsers().Limited(LimitClass.Api));
        MapProjects(routes.MapGroup("/api/projects").WithTags("Projects").ForUsers().Limited(LimitClass.Api));
        routes.MapPost("/api/invites/{token}/accept", AcceptInvite.Handle).ForUsers().Limited(LimitClass.Api).WithTags("Workspaces")
            .WithName("AcceptInvite").WithSummary("Joins the workspace of an invite; works once, for the invited address")
            .Produces<WorkspaceView>().ProducesProblem(401).ProducesProblem(404);
    }

    private static void MapWorkspaces(RouteGroupBuilder workspaces)
    {
        workspaces.MapGet("/", ListWorkspaces.Handle).WithName("ListWorkspaces").WithSummary("Workspaces of the user")
            .Produces<Page<WorkspaceView>>().ProducesProblem(401);
        workspaces.MapPost("/", CreateWorkspace.Handle).WithName("CreateWorkspace").WithSummary("Creates a workspace that the user owns and pays for")
            .Accepts<WorkspaceForm>(Json, Form).Produces<WorkspaceView>(201).ProducesProblem(400).ProducesProblem(409);
        workspaces.MapGet("/{id}", ShowWorkspace.Handle).WithName("ShowWorkspace").WithSummary("One workspace")
            .Produces<WorkspaceView>().ProducesProblem(401).ProducesProblem(404);
        workspaces.MapPatch("/{id}", RenameWorkspace.Handle).WithName("RenameWorkspace").WithSummary("Renames a workspace; owner only")
            .Accepts<WorkspaceForm>(Json, Form).Produces<WorkspaceView>().ProducesProblem(400).ProducesProblem(403).ProducesProblem(404);
        workspaces.MapDelete("/{id}", DeleteWorkspace.Handle).WithName("DeleteWorkspace")
            .WithSummary("Deletes a workspace and its work; the ledger stays; owner only")
            .Produces(204).ProducesProblem(403).ProducesProblem(404).ProducesProblem(409);

        workspaces.MapGet("/{id}/members", ListMembers.Handle).WithName("ListMembers").WithSummary("Members with what they spent this month")
            .Produces<Page<MemberView>>().ProducesProblem(404);
        workspaces.MapPatch("/{id}/members/{userId}", ChangeMember.Handle).WithName("ChangeMember")
            .WithSummary("Changes a member's role or monthly limit; role owner offers the workspace to them; owner only")
            .Accepts<MemberForm>(Json, Form).Produces<MemberView>().ProducesProblem(400).ProducesProblem(403).ProducesProblem(404).ProducesProblem(409);
        workspaces.MapDelete("/{id}/members/{userId}", RemoveMember.Handle).WithName("RemoveMember")
            .WithSummary("Removes a member (owner), or leaves (oneself)")
            .Produces(204).ProducesProblem(403).ProducesProblem(404).ProducesProblem(409);
        workspaces.MapPost("/{id}/ownership", TakeOwnership.Handle).RequireAuthorization(AccountsPolicies.Person).WithName("TakeOwnership")
            .WithSummary("Takes a workspace that its owner offers, and pays for it from now on").Produces<WorkspaceView>().ProducesProblem(404);

        workspaces.MapGet("/{id}/invites", ListInvites.Handle).WithName("ListInvites").WithSummary("Open invites; owner only")
            .Produces<Page<InviteView>>().ProducesProblem(403).ProducesProblem(404);
        workspaces.MapPost("/{id}/invites", InviteMember.Handle).WithName("InviteMember")
            .WithSummary("Invites an e-mail address for seven days; the token is shown this once; owner only")
            .Accepts<InviteForm>(Json, Form).Produces<NewInviteView>(201).ProducesProblem(400).ProducesProblem(403).ProducesProblem(404).ProducesProblem(409);
        workspaces.MapDelete("/{id}/invites/{inviteId}", RevokeInvite.Handle).WithName("RevokeInvite").WithSummary("Ends an invite; owner only")
            .Produces(204).ProducesProblem(403).ProducesProblem(404);
    }

    private static void MapProjects(RouteGroupBuilder projects)
    {
        projects.MapGet("/", ListProjects.Handle).WithName("ListProjects").WithSummary("Projects, newest first: archived ones too, unless archived says which")
            .Produces<Page<ProjectView>>().ProducesProblem(400);
        projects.MapPost("/", CreateProject.Handle).WithName("CreateProject").WithSummary("Creates a project in a workspace, by default the user's own")
            .Accepts<ProjectForm>(Json, Form).Produces<ProjectView>(201).ProducesProblem(400).ProducesProblem(403).ProducesProblem(404).ProducesProblem(409);
        projects.MapGet("/{id}", ShowProject.Handle).WithName("ShowProject").WithSummary("One project").Produces<ProjectView>().ProducesProblem(404);
        projects.MapPatch("/{id}", ChangeProject.Handle).WithName("ChangeProject").WithSummary("Changes a project's texts, cover or archive state")
            .Accepts<ProjectForm>(Json, Form).Produces<ProjectView>().ProducesProblem(400).ProducesProblem(403).ProducesProblem(404);
        projects.MapDelete("/{id}", DeleteProject.Handle).WithName("DeleteProject").WithSummary("Deletes a project; what was in it stays")
            .Produces(204).ProducesProblem(403).ProducesProblem(404);
        projects.MapGet("/{id}/download", DownloadProject.Handle).WithName("DownloadProject")
            .WithSummary("Everything in the project with a manifest, as a ZIP").Produces(200, contentType: "application/zip").ProducesProblem(404);
    }
}
