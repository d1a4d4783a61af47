using System.Text.Json.Nodes;

namespace OmniHub.Sandbox;

/// <summary>PUT /{app}/requests/{id}/cancel</summary>
internal static class CancelJob
{
    public static async Task<IResult> Handle(string id, HttpContext http, Gear gear)
    {
        if (gear.Workshop.Find(id) is not { } job) return Answer.NotFound();
        gear.Tally.Count(id, "cancel");
        return await FaultAnswers.Play(http, gear.Faults.Take("cancel", job), gear.Clock, () => Task.FromResult<IResult>(Cancel(id, gear)));
    }

    private static Answer Cancel(string id, Gear gear) => gear.Workshop.Cancel(id) switch
    {
        Canceled.Asked => Answer.Of(202, new JsonObject { ["status"] = "CANCELLATION_REQUESTED" }, ("x-fal-request-id", id)),
        Canceled.AlreadyDone => Answer.Of(400, new JsonObject { ["status"] = "ALREADY_COMPLETED" }, ("x-fal-request-id", id)),
        _ => Answer.NotFound(),
    };
}
