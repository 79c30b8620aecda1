using Marketing.Recommendations.Placements;

namespace Marketing.Recommendations.Serving;

/// <summary>
/// What lists of one placement are made of and by which rules, resolved for one variant and one stretch of time. The object itself is the key of
/// what is kept: a change makes another one.
/// </summary>
internal sealed class ListPolicy
{
    /// <summary>Without a preset.</summary>
    public static ListPolicy Default { get; } = new();

    /// <summary>Version of the preset; null without one.</summary>
    public int? Version { get; init; }

    /// <summary>Variant of an experiment; null without one.</summary>
    public string? Variant { get; init; }

    /// <summary>Where items come from, in this order: values of <see cref="ListSources"/>.</summary>
    public IReadOnlyList<string> Sources { get; init; } = [ListSources.Personal];

    /// <summary>What fills a list that is still short, in this order; after it comes everything else that is open.</summary>
    public IReadOnlyList<string> Fallback { get; init; } = [ListSources.PopularInCategory];

    /// <summary>Only these items; null: all.</summary>
    public ItemCondition? Filter { get; init; }

    /// <summary>Diversity and caps.</summary>
    public Arrangement Arrangement { get; init; } = Arrangement.None;

    /// <summary>Items that must not be shown.</summary>
    public IReadOnlyList<ItemCondition> Hidden { get; init; } = [];

    /// <summary>Boosts above 0 and burials below it.</summary>
    public IReadOnlyList<(ItemCondition Where, float Strength)> Tilts { get; init; } = [];

    /// <summary>Unix seconds at which a rule or the experiment begins or ends next: what was made before is not true after.</summary>
    public long Until { get; init; } = long.MaxValue;

    /// <summary>Whether anything depends on how long items have been in the catalogue.</summary>
    public bool LooksAtAge =>
        Filter is { LooksAtAge: true }
        || Hidden.Any(where => where.LooksAtAge)
        || Tilts.Any(tilt => tilt.Where.LooksAtAge)
        || Arrangement.Exploration is not null;

    /// <summary>Whether places must be looked at one by one before any list is made.</summary>
    public bool NeedsOverlay => Filter is not null || Hidden.Count > 0 || Tilts.Count > 0 || Arrangement.Exploration is not null;
}

/// <summary>Names of what lists can be made of.</summary>
internal static class ListSources
{
    public const string Personal = "personal";
    public const string Similar = "similar";
    public const string BoughtTogether = "bought-together";
    public const string Trending = "trending";
    public const string Popular = "popular";
    public const string PopularInCategory = "popular-in-category";
    public const string New = "new";

    /// <summary>All of them.</summary>
    public static readonly IReadOnlyList<string> All = [Personal, Similar, BoughtTogether, Trending, Popular, PopularInCategory, New];
}
