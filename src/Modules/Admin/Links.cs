using Microsoft.AspNetCore.Http;

namespace OmniHub.Admin;

/// <summary>Addresses with a query of what is set.</summary>
internal static class Links
{
    public static string To(string path, params (string Name, string? Value)[] query) => path + QueryString.Create(
        query.Where(part => !string.IsNullOrEmpty(part.Value)).Select(part => KeyValuePair.Create(part.Name, part.Value)));
}
