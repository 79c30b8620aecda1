using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Marketing.Store.Http;

namespace Marketing.Api.Hosting;

/// <summary>JSON of requests and answers: camelCase, numbers are numbers, enums are words, nothing unknown, nothing twice.</summary>
internal static class JsonSetup
{
    public static void AddJson(this IServiceCollection services, ApiLimits limits)
    {
        services.ConfigureHttpJsonOptions(options => Apply(options.SerializerOptions, limits));

        // A body that cannot be read then reaches Faults, which says where and why; a bare 400 would not.
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
    }

    private static void Apply(JsonSerializerOptions json, ApiLimits limits)
    {
        json.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        json.PropertyNameCaseInsensitive = false;
        json.NumberHandling = JsonNumberHandling.Strict;
        json.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        json.AllowDuplicateProperties = false;
        json.RespectNullableAnnotations = true;
        json.MaxDepth = limits.JsonDepth;
        json.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false));
        json.TypeInfoResolver = (json.TypeInfoResolver ?? new DefaultJsonTypeInfoResolver()).WithAddedModifier(RequireNonNullable);
    }

    /// <summary>
    /// A constructor parameter that is neither nullable nor has a default must be in the body. Left out it would be null in a variable that says it
    /// never is, and the first use of it a 500. (The serializer's own switch also demands nullable ones, which may well be left out.)
    /// </summary>
    internal static void RequireNonNullable(JsonTypeInfo type)
    {
        foreach (var property in type.Properties)
        {
            // Without a setter the serializer cannot demand it (anonymous types, which are only ever written).
            if (property is { Set: not null, AssociatedParameter: { HasDefaultValue: false } parameter })
            {
                var nullable = property.PropertyType.IsValueType
                    ? Nullable.GetUnderlyingType(property.PropertyType) is not null
                    : parameter.IsNullable;
                property.IsRequired |= !nullable;
            }
        }
    }
}
