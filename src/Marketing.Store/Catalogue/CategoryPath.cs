namespace Marketing.Store;

/// <summary>Category paths: <c>Home &gt; Kitchen</c>.</summary>
public static class CategoryPath
{
    /// <summary>What stands between two parts.</summary>
    public const string Divider = " > ";

    /// <summary>Deepest path.</summary>
    public const int MaxDepth = 16;

    /// <summary>The path in the one form that is stored: parts trimmed, divided by <see cref="Divider"/>. Null when a part is empty or there are too many.</summary>
    public static string? Normalize(string path)
    {
        var parts = path.Split('>', StringSplitOptions.TrimEntries);
        return parts.Length > MaxDepth || parts.Any(part => part.Length == 0) ? null : string.Join(Divider, parts);
    }

    /// <summary>Is <paramref name="category"/> the same as <paramref name="path"/> or below it? Both in normal form.</summary>
    public static bool IsWithin(string? category, string path) =>
        category is not null
        && category.StartsWith(path, StringComparison.Ordinal)
        && (category.Length == path.Length || category.AsSpan(path.Length).StartsWith(Divider, StringComparison.Ordinal));
}
