namespace Marketing.Recommendations.Placements;

/// <summary>What the lists of one place are made of and by which rules, as a marketer writes it. Everything may be left out.</summary>
internal record PlacementSettings
{
    /// <summary>Where items come from, in this order: <c>personal</c>, <c>similar</c>, <c>bought-together</c>, <c>trending</c>, <c>popular</c>, <c>popular-in-category</c>, <c>new</c>. Personal when left out.</summary>
    public IReadOnlyList<string>? Sources { get; init; }

    /// <summary>What fills a list that is still short, in this order; popular-in-category when left out. After it comes everything else that is open: popular, then new.</summary>
    public IReadOnlyList<string>? Fallback { get; init; }

    /// <summary>Only these items.</summary>
    public ItemCondition? Filter { get; init; }

    /// <summary>0: by score alone; up to 1: the more different neighbours in the list are, the better.</summary>
    public double? Diversity { get; init; }

    /// <summary>Most items of one brand among ten in a row, 1 to 100.</summary>
    public int? MaxPerBrand { get; init; }

    /// <summary>Most items of one category among ten in a row, 1 to 100.</summary>
    public int? MaxPerCategory { get; init; }

    /// <summary>At most 200.</summary>
    public IReadOnlyList<PlacementRule>? Rules { get; init; }

    /// <summary>Places kept for new items.</summary>
    public PlacementExploration? Exploration { get; init; }
}

/// <summary>A preset.</summary>
internal sealed record PlacementDefinition : PlacementSettings
{
    /// <summary>What people call it, at most 200 characters.</summary>
    public string? Name { get; init; }

    /// <summary>Variants to compare.</summary>
    public PlacementExperiment? Experiment { get; init; }
}

/// <summary>What a rule does.</summary>
internal enum RuleKind
{
    /// <summary>The item stands at the position.</summary>
    Pin,

    /// <summary>Items move up by a share of the way to the best.</summary>
    Boost,

    /// <summary>Items move down by a share of the way to the worst.</summary>
    Bury,

    /// <summary>Items are not shown.</summary>
    Hide,
}

/// <summary>A rule of a preset.</summary>
internal sealed record PlacementRule
{
    /// <summary>What it does: <c>pin</c>, <c>boost</c>, <c>bury</c>, <c>hide</c>.</summary>
    public RuleKind Kind { get; init; }

    /// <summary>What people call it, at most 200 characters.</summary>
    public string? Name { get; init; }

    /// <summary>The item; for <c>pin</c> only.</summary>
    public string? ItemId { get; init; }

    /// <summary>Counted from 1, at most 100; for <c>pin</c> only.</summary>
    public int? Position { get; init; }

    /// <summary>Which items; for all but <c>pin</c>.</summary>
    public ItemCondition? Where { get; init; }

    /// <summary>Share of the way, above 0 and up to 1; .5 when left out. For <c>boost</c> and <c>bury</c> only.</summary>
    public double? Strength { get; init; }

    /// <summary>From when on; at once when left out.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Until when; for ever when left out.</summary>
    public DateTimeOffset? Until { get; init; }
}

/// <summary>Places kept for new items, so that they get a chance before anybody has wanted them.</summary>
internal sealed record PlacementExploration
{
    /// <summary>Every so many positions is such a place, 3 to 100.</summary>
    public int EveryNth { get; init; } = 10;

    /// <summary>How often it is used, above 0 and up to 1.</summary>
    public double Share { get; init; } = .5;

    /// <summary>Days that an item in the catalogue counts as new, 1 to 365.</summary>
    public int NewerThanDays { get; init; } = 14;
}

/// <summary>Variants of a preset that are compared with each other. Visitors are assigned by hash of the experiment's id and theirs.</summary>
internal sealed record PlacementExperiment
{
    /// <summary>Another id assigns anew.</summary>
    public string? ExperimentId { get; init; }

    /// <summary>From when on; at once when left out.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Until when; for ever when left out.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>2 to 10; the first is what the others are compared with.</summary>
    public IReadOnlyList<PlacementVariant>? Variants { get; init; }
}

/// <summary>One variant: the preset with what is said here instead.</summary>
internal sealed record PlacementVariant : PlacementSettings
{
    /// <summary>Unique in the experiment, 1 to 128 printable characters.</summary>
    public string? Name { get; init; }

    /// <summary>Visitors in proportion to it, above 0.</summary>
    public double Weight { get; init; } = 1;
}
