using OmniHub.Kernel;

namespace OmniHub.Catalog;

/// <summary>GET /api/admin/models?q=&amp;type=: all models, closed ones too. GET /api/admin/models/{id}: one.</summary>
internal static class ListAllModels
{
    public static Reply Handle(Catalog catalog, string? q = null, string? type = null)
    {
        var (refusal, medium) = ListModels.TypeOf(type);
        if (refusal is not null) return refusal;
        var now = catalog.Now;
        var found = now.Entries.Where(e => (medium is null || e.Type == medium) && (string.IsNullOrWhiteSpace(q) || Has(e, q.Trim())));
        return Reply.Of(new AdminModelList([.. found.Select(e => AdminModelView.Of(now, e))]));
    }

    public static Reply HandleOne(string id, Catalog catalog)
    {
        var now = catalog.Now;
        return now.Find(ShowModel.Decode(id)) is { } entry ? Reply.Of(AdminModelView.Of(now, entry))
            : Refusal.NotFound("There is no such model.");
    }

    public static bool Has(Entry e, string q) =>
        new[] { e.Id, e.Name, e.Family, e.Endpoint }.Any(text => text.Contains(q, StringComparison.OrdinalIgnoreCase));
}
