using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using OmniHub.Kernel;

namespace OmniHub.Web;

/// <summary>GET /openapi/v1.json: every route for programs, with what it takes, answers and refuses.</summary>
internal static class ApiDocument
{
    private const string Bearer = "bearer";

    private static readonly string[] Prefixes = ["api/", "v1/", "health/", "webhooks/", "metrics"];

    public static void AddApiDocument(this WebApplicationBuilder builder) => builder.Services.AddOpenApi("v1", options =>
    {
        // HEAD is GET without its body, and not said twice.
        options.ShouldInclude = route => route.HttpMethod != HttpMethods.Head && Prefixes.Any(prefix => route.RelativePath?.StartsWith(prefix, StringComparison.Ordinal) == true);
        options.AddSchemaTransformer(Shape);
        options.AddOperationTransformer(Describe);
        options.AddDocumentTransformer(Introduce);
    });

    private static Task Introduce(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken ct)
    {
        document.Info = new OpenApiInfo
        {
            Title = "OmniHub",
            Version = "v1",
            Description = "1 credit is 1 US dollar; amounts are exact, with at most 6 decimals. Errors are problem documents with a stable `code`. "
                + "Send `Authorization: Bearer` with a token from a log-in or an API key.",
        };
        // Relative to wherever the document was read from: the same behind every proxy.
        document.Servers = [new OpenApiServer { Url = "/" }];
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            [Bearer] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                Description = "A JWT from a log-in, or an API key (omk_…).",
            },
        };
        return Task.CompletedTask;
    }

    private static Task Shape(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken ct)
    {
        var type = Nullable.GetUnderlyingType(context.JsonTypeInfo.Type) ?? context.JsonTypeInfo.Type;
        if (type == typeof(Micros))
        {
            schema.Type = JsonSchemaType.Number | (type == context.JsonTypeInfo.Type ? 0 : JsonSchemaType.Null);
            schema.Properties?.Clear();
            schema.Description ??= "Credits, at most 6 decimals.";
            schema.MultipleOf = 0.000001m;
        }
        else if (type == typeof(ProblemDetails))
        {
            schema.Properties ??= new Dictionary<string, IOpenApiSchema>();
            foreach (var name in new[] { "code", "error", "traceId" }) schema.Properties[name] = Text();
            schema.Properties["errors"] = new OpenApiSchema
            {
                Type = JsonSchemaType.Object,
                AdditionalProperties = new OpenApiSchema { Type = JsonSchemaType.Array, Items = Text() },
            };
        }

        return Task.CompletedTask;
    }

    private static Task Describe(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken ct)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        if (metadata.OfType<IAuthorizeData>().Any() && !metadata.OfType<IAllowAnonymous>().Any())
            operation.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Bearer, context.Document)] = [] }];

        var parameters = operation.Parameters ??= [];
        if (context.Description.ParameterDescriptions.Any(p => p.Type == typeof(PageRequest)) || TakesPage(metadata))
        {
            parameters.Add(Query("limit", $"1 to {PageRequest.LimitMax}, default {PageRequest.LimitDefault}.", JsonSchemaType.Integer));
            parameters.Add(Query("cursor", "`nextCursor` of the page before.", JsonSchemaType.String));
        }

        if (metadata.OfType<IdempotentRoute>().Any())
        {
            parameters.Add(new OpenApiParameter
            {
                Name = "Idempotency-Key",
                In = ParameterLocation.Header,
                Description = "The same key and body within 24 hours answer the first response again.",
                Schema = new OpenApiSchema { Type = JsonSchemaType.String, MinLength = 1, MaxLength = 255 },
            });
        }

        return Task.CompletedTask;
    }

    private static bool TakesPage(IList<object> metadata) => metadata.OfType<System.Reflection.MethodInfo>()
        .Any(handler => handler.GetParameters().Any(p => p.ParameterType == typeof(PageRequest)));

    private static OpenApiSchema Text() => new() { Type = JsonSchemaType.String };

    private static OpenApiParameter Query(string name, string description, JsonSchemaType type) =>
        new() { Name = name, In = ParameterLocation.Query, Description = description, Schema = new OpenApiSchema { Type = type } };
}
