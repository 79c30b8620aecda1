using System.Globalization;
using Marketing.Store;

namespace Marketing.Ads.Prediction;

/// <summary>What the model sees of a customer and a page, whatever the ad.</summary>
internal sealed class AskerFeatures
{
    private const int MostEvents = 100;
    private readonly Dictionary<string, int> _categories = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _departments = new(StringComparer.Ordinal);

    public string User { get; init; } = "";

    public string Known { get; init; } = "no";

    public string Language { get; init; } = "";

    public string Device { get; init; } = "";

    public string Page { get; init; } = "";

    public required DateTime Local { get; init; }

    public string Favourite { get; set; } = "";

    public int Events { get; private set; }

    public string Hour => Local.Hour.ToString(CultureInfo.InvariantCulture);

    public string Weekday => ((int)Local.DayOfWeek).ToString(CultureInfo.InvariantCulture);

    /// <summary>Counts what he looked at by category. Only what people chose themselves: impressions say nothing of taste.</summary>
    public AskerFeatures With(IReadOnlyList<ActivityRow> activity, CatalogueSnapshot catalogue)
    {
        var best = 0;
        foreach (var row in activity)
        {
            if (Events == MostEvents)
            {
                break;
            }

            if (
                row.ItemId is null
                || row.Weight == 0
                || row.Type is EventType.Impression or EventType.Return
                || catalogue.Find(row.ItemId)?.Category is not { } category
            )
            {
                continue;
            }

            Events++;
            _categories[category] = _categories.GetValueOrDefault(category) + 1;
            var department = ClickFields.DepartmentOf(category);
            var count = _departments.GetValueOrDefault(department) + 1;
            _departments[department] = count;
            if (count > best)
            {
                (best, Favourite) = (count, department);
            }
        }

        return this;
    }

    /// <summary>How much of his choices are in this category, a place in <see cref="ClickFields.Shares"/>.</summary>
    public int Interest(string? category) => ShareOf(_categories, category);

    /// <summary>The same of a department.</summary>
    public int DepartmentInterest(string? department) => ShareOf(_departments, department);

    private int ShareOf(Dictionary<string, int> counts, string? name) =>
        name is null ? 0 : ClickFields.ShareOf(Events == 0 ? 0 : counts.GetValueOrDefault(name), Events);
}
