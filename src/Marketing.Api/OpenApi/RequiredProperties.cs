using System.Reflection;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Options;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;
using HttpJsonOptions = Microsoft.AspNetCore.Http.Json.JsonOptions;

namespace Marketing.Api.OpenApi;

/// <summary>
/// Requires what is always there: every property that is not nullable, except those that a caller may leave out because they have a default
/// (a constructor parameter with a default value, or a property that is set to something when nothing else is said).
/// </summary>
internal sealed class RequiredProperties(IOptions<HttpJsonOptions> json) : ISchemaFilter
{
    public void Apply(IOpenApiSchema schema, SchemaFilterContext context)
    {
        if (
            schema is not OpenApiSchema { Properties.Count: > 0 } shape
            || typeof(Microsoft.AspNetCore.Mvc.ProblemDetails).IsAssignableFrom(context.Type)
        )
        {
            return;
        }

        var options = json.Value.SerializerOptions;
        if (!options.TryGetTypeInfo(context.Type, out var type) || type.Kind != JsonTypeInfoKind.Object)
        {
            return;
        }

        shape.Required ??= new HashSet<string>(StringComparer.Ordinal);
        foreach (var property in type.Properties.Where(p => shape.Properties.ContainsKey(p.Name)))
        {
            if (shape.Properties[property.Name] is OpenApiSchema inner)
            {
                SetNullable(inner, IsNullable(property));
            }

            if (property.IsRequired || (!IsNullable(property) && !MayBeLeftOut(property)))
            {
                shape.Required.Add(property.Name);
            }
            else
            {
                shape.Required.Remove(property.Name);
            }
        }
    }

    private static void SetNullable(OpenApiSchema schema, bool nullable)
    {
        if (!nullable)
        {
            // The generator takes properties of internal types for nullable whatever they declare.
            schema.Type &= ~JsonSchemaType.Null;
        }
        else if (schema.AllOf is { Count: > 0 } reference)
        {
            // "All of a thing, and null as well" cannot be met by null: one of both can.
            schema.OneOf = [.. reference, new OpenApiSchema { Type = JsonSchemaType.Null }];
            schema.AllOf = null;
            schema.Type = null;
        }
    }

    private static bool IsNullable(JsonPropertyInfo property)
    {
        if (property.PropertyType.IsValueType)
        {
            return Nullable.GetUnderlyingType(property.PropertyType) is not null;
        }

        return property.AttributeProvider is PropertyInfo declared
            ? new NullabilityInfoContext().Create(declared).ReadState != NullabilityState.NotNull
            : property.IsGetNullable;
    }

    // A settable property that is neither "required" nor a constructor parameter has its initializer's value when it is left out.
    // One that answers write and nobody sends (no setter) is always there.
    private static bool MayBeLeftOut(JsonPropertyInfo property) =>
        property.AssociatedParameter is { } parameter ? parameter.HasDefaultValue : property.Set is not null;
}
