using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace EnerDatX.Node.Http;

/// <summary>Fills <c>/openapi/v1.json</c> from the <see cref="Operation"/> of each route.</summary>
internal static class Description
{
    private const string TokenScheme = "token";

    public static void Configure(OpenApiOptions options)
    {
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo
            {
                Title = "EnerDatX node",
                Version = Peers.Version,
                Description = "EDMP's and AnyDex's routes, and under /api/v1 our own.",
            };
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>(StringComparer.Ordinal);
            document.Components.SecuritySchemes[TokenScheme] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer" };
            document.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(TokenScheme, document)] = [] }];
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((written, context, _) =>
        {
            if (context.Description.ActionDescriptor.EndpointMetadata.OfType<Operation>().FirstOrDefault() is { } operation)
            {
                Describe(written, operation, context.Description.RelativePath ?? "");
            }

            return Task.CompletedTask;
        });
        options.AddSchemaTransformer((schema, context, _) =>
        {
            if (context.JsonTypeInfo.Type == typeof(FloatSeconds) || context.JsonTypeInfo.Type == typeof(FloatSeconds?))
            {
                schema.Type = JsonSchemaType.Number;
            }

            RequireAll(schema, context.JsonTypeInfo);
            return Task.CompletedTask;
        });
    }

    /// <summary>Of itself the description takes only constructor parameters for certain. What is written always, and never as null, is said to be.</summary>
    private static void RequireAll(OpenApiSchema schema, JsonTypeInfo type)
    {
        foreach (var property in type.Properties.Where(p => schema.Properties?.ContainsKey(p.Name) == true))
        {
            if (property.AttributeProvider?.IsDefined(typeof(JsonIgnoreAttribute), true) != true)
            {
                (schema.Required ??= new HashSet<string>(StringComparer.Ordinal)).Add(property.Name);
            }

            if (!property.IsGetNullable && schema.Properties![property.Name] is OpenApiSchema { Type: { } kinds } written)
            {
                written.Type = kinds & ~JsonSchemaType.Null;
            }
        }
    }

    private static void Describe(OpenApiOperation written, Operation operation, string path)
    {
        written.Summary = operation.Summary;
        written.Parameters = [.. PathParameters(path), .. operation.Query.Select(p => Of(p, ParameterLocation.Query))];
        if (operation.TakesFile)
        {
            written.RequestBody = BodyOf("application/octet-stream", new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" });
        }
        else if (operation.Body.Count > 0)
        {
            var schema = new OpenApiSchema
            {
                Type = JsonSchemaType.Object,
                Properties = operation.Body.ToDictionary(p => p.Name, IOpenApiSchema (p) => SchemaOf(p), StringComparer.Ordinal),
                Required = operation.Body.Where(p => p.IsRequired).Select(p => p.Name).ToHashSet(StringComparer.Ordinal),
            };
            written.RequestBody = BodyOf("application/x-www-form-urlencoded", schema);
            written.RequestBody.Content!["application/json"] = new OpenApiMediaType { Schema = schema };
        }
    }

    private static IEnumerable<IOpenApiParameter> PathParameters(string path) => path.Split('/')
        .Where(part => part is ['{', .., '}'])
        .Select(part => Of(new Parameter(part[1..^1], "string", "", true), ParameterLocation.Path));

    private static OpenApiParameter Of(Parameter parameter, ParameterLocation location) => new()
    {
        Name = parameter.Name,
        In = location,
        Required = parameter.IsRequired,
        Description = parameter.Meaning.Length == 0 ? null : parameter.Meaning,
        Schema = SchemaOf(parameter),
    };

    private static OpenApiSchema SchemaOf(Parameter parameter) => new()
    {
        Type = parameter.Kind switch
        {
            "integer" => JsonSchemaType.Integer,
            "boolean" => JsonSchemaType.Boolean,
            _ => JsonSchemaType.String,
        },
        Description = parameter.Meaning.Length == 0 ? null : parameter.Meaning,
    };

    private static OpenApiRequestBody BodyOf(string type, OpenApiSchema schema) => new()
    {
        Required = true,
        Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal) { [type] = new() { Schema = schema } },
    };
}
