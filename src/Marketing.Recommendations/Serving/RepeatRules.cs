namespace Marketing.Recommendations.Serving;

/// <summary>When a bought or rated item may be shown again: <c>Recommendations:RepeatAfter</c>.</summary>
internal sealed class RepeatRules(IReadOnlyDictionary<string, int> daysByCategory)
{
    private const string Any = "*";
    private const string Divider = " > ";

    /// <summary>Whether the item may be shown.</summary>
    /// <param name="category">Its category path, or null.</param>
    /// <param name="acquired">Unix seconds of the last purchase or grade.</param>
    /// <param name="now">Unix seconds.</param>
    public bool MayRepeat(string? category, long acquired, long now) =>
        daysByCategory.Count > 0 && DaysFor(category) is { } days && acquired <= now - (days * 86_400L);

    private int? DaysFor(string? category)
    {
        for (var path = category; path is not null; path = Parent(path))
        {
            if (daysByCategory.TryGetValue(path, out var days))
            {
                return days;
            }
        }

        return daysByCategory.TryGetValue(Any, out var any) ? any : null;
    }

    private static string? Parent(string path) =>
        path.LastIndexOf(Divider, StringComparison.Ordinal) is >= 0 and var end ? path[..end] : null;
}
