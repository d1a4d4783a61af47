using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Xunit;

namespace OmniHub.Tests;

/// <summary>Someone who uses the product over HTTP.</summary>
public sealed class Visitor(HttpClient http)
{
    public HttpClient Http => http;

    /// <summary>The user's id, where known.</summary>
    public string? Id { get; private set; }

    public string? Token { get; private set; }

    public Visitor WithToken(string token, string? id)
    {
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        (Token, Id) = (token, id);
        return this;
    }

    public Task<Answer> Get(string path, params (string Name, string Value)[] headers) => Send(HttpMethod.Get, path, null, headers);

    public Task<Answer> Post(string path, object? body = null, params (string Name, string Value)[] headers) => Send(HttpMethod.Post, path, body, headers);

    public Task<Answer> Put(string path, object body) => Send(HttpMethod.Put, path, body);

    public Task<Answer> Patch(string path, object body) => Send(HttpMethod.Patch, path, body);

    public Task<Answer> Delete(string path, object? body = null) => Send(HttpMethod.Delete, path, body);

    /// <summary>A page, as a browser asks for it.</summary>
    public Task<Answer> Page(string path) => Send(HttpMethod.Get, path, null, ("Accept", "text/html"));

    /// <summary>A plain form post, as a browser without scripts sends it, with the antiforgery token of a page.</summary>
    public async Task<Answer> Form(string path, string fromPage, params (string Name, string Value)[] fields)
    {
        var page = await Page(fromPage);
        var token = page.Html.QuerySelector("input[name=__RequestVerificationToken]")?.GetAttribute("value");
        Assert.NotNull(token);
        var content = new FormUrlEncodedContent([.. fields.Select(f => KeyValuePair.Create(f.Name, f.Value)), KeyValuePair.Create("__RequestVerificationToken", token)]);
        return await Send(HttpMethod.Post, path, content, ("Accept", "text/html"));
    }

    public async Task<Answer> Send(HttpMethod method, string path, object? body = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Content = body switch
        {
            null => null,
            HttpContent content => content,
            string text => new StringContent(text, System.Text.Encoding.UTF8, "application/json"),
            _ => JsonContent.Create(body),
        };
        foreach (var (name, value) in headers) Assert.True(request.Headers.TryAddWithoutValidation(name, value));
        using var response = await http.SendAsync(request);
        return new Answer(response, await response.Content.ReadAsByteArrayAsync());
    }
}

/// <summary>What came back.</summary>
public sealed class Answer(HttpResponseMessage response, byte[] body)
{
    public int Status { get; } = (int)response.StatusCode;

    public byte[] Body => body;

    public string Text => System.Text.Encoding.UTF8.GetString(body);

    public JsonNode Json => JsonNode.Parse(Text) ?? throw new InvalidOperationException("The answer is the JSON null.");

    /// <summary>The stable code of a problem document.</summary>
    public string? Code => Json["code"]?.GetValue<string>();

    public IDocument Html => new HtmlParser().ParseDocument(Text);

    public string? ContentType { get; } = response.Content.Headers.ContentType?.ToString();

    /// <summary>A header, or null.</summary>
    public string? this[string header] =>
        response.Headers.TryGetValues(header, out var values) || response.Content.Headers.TryGetValues(header, out values) ? string.Join(", ", values) : null;

    public override string ToString() => $"{Status} {(Text.Length > 600 ? Text[..600] : Text)}";
}
