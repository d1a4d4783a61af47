using Microsoft.AspNetCore.Http;
using OmniHub.Contracts.Admin;

namespace OmniHub.Admin;

/// <summary>Collects what differs, for an entry of the audit log.</summary>
internal sealed class Changes
{
    private readonly Dictionary<string, object?[]> fields = [];

    public bool Any => fields.Count > 0;

    public Changes Add<T>(string field, T old, T made)
    {
        if (!EqualityComparer<T>.Default.Equals(old, made)) fields[field] = [old, made];
        return this;
    }

    public AuditEntry Entry(string actor, string action, string targetType, string targetId, HttpContext http) =>
        new(actor, action, targetType, targetId, fields, http.Connection.RemoteIpAddress?.ToString());
}
