using Marketing.Recommendations.Serving;

namespace Marketing.Recommendations.Answers;

/// <summary>The windows of one list of the shop, as callers write them: <c>7d</c>, or <c>all</c>.</summary>
internal sealed class ListWindows
{
    private const string All = "all";
    private readonly int[] _days;

    private ListWindows(params int[] days) => _days = days;

    /// <summary>Of <c>popular</c>; all time when none is named.</summary>
    public static ListWindows Popular { get; } = new(Model.Popularity.Windows);

    /// <summary>Of <c>trending</c>; a week when none is named.</summary>
    public static ListWindows Trending { get; } = new([7, .. Trends.Windows.Where(days => days != 7)]);

    /// <summary>Of <c>new</c>; 30 days when none is named.</summary>
    public static ListWindows New { get; } = new(30, 1, 7, 90, 0);

    /// <summary>What is accepted; the first is meant when none is named.</summary>
    public IEnumerable<string> Names => _days.Select(Name);

    /// <summary>As callers write it.</summary>
    public static string Name(int days) => days == 0 ? All : FormattableString.Invariant($"{days}d");

    /// <summary>Days of a window; null when it is not offered.</summary>
    public int? Days(string? name) =>
        name is not { Length: > 0 } ? _days[0]
        : Names.Contains(name) ? _days.First(days => Name(days) == name)
        : null;
}
