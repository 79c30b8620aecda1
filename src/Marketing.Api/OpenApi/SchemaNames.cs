namespace Marketing.Api.OpenApi;

/// <summary>Names of schemas: the type's own name; that of a nested type after the type it is in, so that two slices may both have a <c>Response</c>.</summary>
internal static class SchemaNames
{
    public static string Of(Type type)
    {
        if (type.IsArray && type.GetElementType() is { } element)
        {
            return Of(element) + "List";
        }

        var name = type.Name.Split('`')[0];
        var arguments = string.Concat(type.GenericTypeArguments.Select(Of));
        return (type.IsNested && type.DeclaringType is { } outer ? outer.Name : "") + arguments + name;
    }
}
