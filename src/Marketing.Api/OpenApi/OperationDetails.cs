using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Marketing.Store.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;
using HttpJsonOptions = Microsoft.AspNetCore.Http.Json.JsonOptions;

namespace Marketing.Api.OpenApi;

/// <summary>Adds to each operation what its metadata says: who may call it, its example, and the errors that any operation may give.</summary>
internal sealed class OperationDetails(IOptions<HttpJsonOptions> json) : IOperationFilter
{
    private const string Problem = "application/problem+json";

    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        var metadata = context.ApiDescription.ActionDescriptor.EndpointMetadata;
        var roles = metadata.OfType<ApiRolesMetadata>().LastOrDefault();
        operation.Responses ??= [];
        UseProblemJson(operation, context);
        if (roles is { WithoutKey: false })
        {
            operation.Security = [Requires(OpenApiSetup.KeyScheme, context), Requires(OpenApiSetup.BearerScheme, context)];
            var names = string.Join(", ", roles.Roles.Select(role => JsonNamingPolicy.CamelCase.ConvertName(role.ToString())));
            operation.Description = $"{operation.Description} Roles: {names}.".TrimStart();
            AddError(operation, context, 400, "The request cannot be read, or a value is not valid.");
            AddError(operation, context, 401, "No key, or one that is not known.");
            AddError(operation, context, 403, "The key's role may not do this.");
            AddError(operation, context, 429, "The key has used up its requests; see Retry-After.");
            AddError(operation, context, 503, "The database does not answer, or the request took too long; see Retry-After.");
        }
        else
        {
            operation.Security = [];
            AddError(operation, context, 400, "The request cannot be read.");
        }

        if (metadata.OfType<EndpointExample>().LastOrDefault() is { } example)
        {
            AddExample(operation, example);
        }
    }

    private static OpenApiSecurityRequirement Requires(string scheme, OperationFilterContext context) =>
        new() { [new OpenApiSecuritySchemeReference(scheme, context.Document)] = [] };

    /// <summary>Errors that the endpoint itself declares (ProducesProblem) get the same shape and media type, and a description.</summary>
    private static void UseProblemJson(OpenApiOperation operation, OperationFilterContext context)
    {
        foreach (var (status, response) in operation.Responses ?? [])
        {
            // One that names another type of its own (the report of /health/ready) keeps it.
            if (status is ['4' or '5', ..] && response is OpenApiResponse own && own.Content?.ContainsKey("application/json") != true)
            {
                own.Content = ProblemContent(context);
                if (int.TryParse(status, CultureInfo.InvariantCulture, out var code))
                {
                    own.Description = Hosting.HostProblems.ByStatus(code).Title;
                }
            }
        }
    }

    private static void AddError(OpenApiOperation operation, OperationFilterContext context, int status, string description) =>
        operation.Responses?.TryAdd(
            status.ToString(CultureInfo.InvariantCulture),
            new OpenApiResponse { Description = description, Content = ProblemContent(context) }
        );

    private static Dictionary<string, OpenApiMediaType> ProblemContent(OperationFilterContext context) =>
        new(StringComparer.Ordinal)
        {
            [Problem] = new OpenApiMediaType
            {
                Schema = context.SchemaGenerator.GenerateSchema(typeof(ProblemDetails), context.SchemaRepository),
            },
        };

    private void AddExample(OpenApiOperation operation, EndpointExample example)
    {
        foreach (var parameter in operation.Parameters?.OfType<OpenApiParameter>() ?? [])
        {
            if (parameter.Name is { } name && example.Parameters.TryGetValue(name, out var value))
            {
                parameter.Example = Node(value);
            }
        }

        if (example.Request is not null && operation.RequestBody is OpenApiRequestBody body)
        {
            SetExample(body.Content, Node(example.Request));
        }

        if (example.Response is not null)
        {
            foreach (var (_, answer) in operation.Responses?.Where(response => response.Key.StartsWith('2')) ?? [])
            {
                SetExample((answer as OpenApiResponse)?.Content, Node(example.Response));
            }
        }
    }

    private static void SetExample(IDictionary<string, OpenApiMediaType>? content, JsonNode? example)
    {
        foreach (var (mediaType, media) in content ?? new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal))
        {
            if (mediaType == "application/json")
            {
                media.Example = example;
            }
        }
    }

    private JsonNode? Node(object value) =>
        value is string text
            ? JsonValue.Create(text)
            : JsonSerializer.SerializeToNode(value, value.GetType(), json.Value.SerializerOptions);
}
