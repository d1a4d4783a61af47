using Microsoft.AspNetCore.Http;
using OmniHub.Contracts.Catalog;
using OmniHub.Kernel;

namespace OmniHub.Catalog;

/// <summary>GET /api/models?type=image|video|chat and GET /api/chat/models: all open models.</summary>
internal static class ListModels
{
    private static readonly string[] Types = ["image", "video", "chat"];

    public static IResult Handle(Catalog catalog, string? type = null) =>
        TypeOf(type) is (var refusal, var medium) && refusal is not null ? (Reply)refusal : catalog.Now.List(medium);

    public static IResult HandleChat(Catalog catalog) => catalog.Now.List(Medium.Chat);

    /// <summary>Reads the filter; nothing said means all.</summary>
    public static (Refusal? Refusal, Medium? Type) TypeOf(string? type) =>
        string.IsNullOrEmpty(type) ? (null, null)
        : Array.IndexOf(Types, type) is >= 0 and var found ? (null, (Medium)found)
        : (Refusal.Invalid("type", "type is image, video or chat."), null);
}
