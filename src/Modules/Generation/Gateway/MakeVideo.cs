using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using OmniHub.Contracts.Accounts;
using OmniHub.Contracts.Catalog;
using OmniHub.Kernel;

namespace OmniHub.Generation;

/// <summary>POST /v1/videos, as multipart (the official clients) or JSON.</summary>
internal sealed class MakeVideo(ICatalog catalog, StartOnce start, ReadGenerations read, IWorkspaces workspaces, MediaStore store, Uploads uploads)
{
    /// <summary>What OpenAI's clients mean where they name no model.</summary>
    private const string ModelDefault = "sora-2";

    private const string Reference = "input_reference", FromImage = "-image-to-video";

    public static Task<Reply> Handle(Body<JsonObject> body, HttpContext http, ICurrentUser me, MakeVideo make, CancellationToken ct) =>
        make.RunAsync(body.Value, http, me, ct);

    private async Task<Reply> RunAsync(JsonObject body, HttpContext http, ICurrentUser me, CancellationToken ct)
    {
        var isForm = http.Request.HasFormContentType;
        var sent = isForm ? (await http.Request.ReadFormAsync(ct)).Files.GetFile(Reference) : null;
        var modelId = OpenAiOptions.Text(body["model"]) ?? ModelDefault;
        if (await catalog.FindAsync(modelId, ct) is not { } model) return MediaModels.Missing(modelId);
        if (model.Type != Medium.Video) return MediaModels.Wrong(model);
        // One name for both in OpenAI's list; with a picture it is the provider's other endpoint.
        if ((sent is not null || body[Reference] is not null) && ImageOf(model) is null)
            model = await catalog.FindAsync(modelId + FromImage, ct) ?? model;
        var prompt = OpenAiOptions.Text(body["prompt"])?.Trim() ?? "";
        if (StartGeneration.CheckPrompt(prompt) is { } wrong) return Refusal.Invalid("prompt", wrong);
        var (options, no) = OpenAiOptions.Of(model, body);
        if (no is not null) return no;
        if (await PutReferenceAsync(model, body[Reference], sent, options, me, ct) is { } refusal) return refusal;

        var (row, refused) = await start.RunAsync(model, prompt, options, http, me, isForm, ct);
        if (row is null) return OpenAiOptions.InTheirWords(refused!, body);
        var view = VideoObject.Of((await read.ShowAsync([row], ct))[0], model);
        return Reply.Of(view);
    }

    private async Task<Refusal?> PutReferenceAsync(ModelCard model, JsonNode? given, IFormFile? sent, JsonObject options, ICurrentUser me, CancellationToken ct)
    {
        if (given is null && sent is null) return null;
        if (ImageOf(model) is not { } option) return Refusal.Invalid(Reference, $"{model.Name} takes no picture.");
        var (image, no) = sent is null ? (ImageIn(given!), null) : await KeepAsync(sent, me, ct);
        if (no is not null) return no;
        if (image is null) return Refusal.Invalid(Reference, "input_reference is a file, an upload's id, a data: URI or a public URL.");
        options[option.Name] = option.Kind == OptionKind.Images ? new JsonArray(image) : image;
        return null;
    }

    private async Task<(string? Id, Refusal? No)> KeepAsync(IFormFile sent, ICurrentUser me, CancellationToken ct)
    {
        if (sent.Length > Uploads.BytesMax) return (null, new(413, "payload_too_large", "A picture has at most 20 MB."));
        if (await workspaces.SpendAsync(me.Id, me.KeyId, null, ct) is not SpendingPlace.Allowed place) return (null, Refusal.Forbidden());
        using var file = store.CreateTemporary();
        await sent.CopyToAsync(file.Content, ct);
        return await uploads.KeepAsync(file, me.Id, place.WorkspaceId, isUsed: true, ct) is { } row ? (row.Id, null) : (null, Uploads.NotAPicture);
    }

    private static ModelOption? ImageOf(ModelCard model) =>
        model.Options.Where(o => o.Kind is OptionKind.Image or OptionKind.Images).OrderByDescending(o => o.Required).FirstOrDefault();

    private static string? ImageIn(JsonNode given) => given is JsonObject named
        ? OpenAiOptions.Text(named["file_id"]) ?? OpenAiOptions.Text(named["image_url"]) ?? OpenAiOptions.Text((named["image_url"] as JsonObject)?["url"])
        : OpenAiOptions.Text(given);
}
