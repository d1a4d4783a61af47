using OmniHub.Contracts.Catalog;
using OmniHub.Kernel;

namespace OmniHub.Chat;

/// <summary>A model, as OpenAI's clients know one, with what it makes.</summary>
internal sealed record GatewayModel(string Id, string Object, long Created, string Owned_by, string Type, string Name, int? Context_length);

/// <summary>GET /v1/models and /v1/models/{id}</summary>
internal static class ListGatewayModels
{
    // OpenAI's clients want a number; the catalogue keeps none.
    private const long Created = 1_700_000_000;

    public static async Task<Reply> Handle(ICatalog catalog, CancellationToken ct) =>
        Reply.Of(new { Object = "list", Data = (await catalog.ListAsync(null, ct)).Select(Show).ToList() });

    public static async Task<Reply> HandleOne(string id, ICatalog catalog, CancellationToken ct) =>
        await catalog.FindAsync(Uri.UnescapeDataString(id), ct) is { } model
            ? Reply.Of(Show(model))
            : new Refusal(404, "model_not_found", $"The model {Uri.UnescapeDataString(id)} does not exist.");

    private static GatewayModel Show(ModelCard m) =>
        new(m.Id, "model", Created, m.Id.Split('/')[0], m.Type.ToString().ToLowerInvariant(), m.Name, m.ContextLength);
}
