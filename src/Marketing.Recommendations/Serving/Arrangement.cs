namespace Marketing.Recommendations.Serving;

/// <summary>How the best items are put into order: by score alone, or so that a list does not say the same thing ten times.</summary>
internal sealed record Arrangement
{
    /// <summary>Rows of a page as people see them; caps and diversity look at so many neighbours.</summary>
    public const int DefaultWithin = 10;

    /// <summary>By score alone.</summary>
    public static Arrangement None { get; } = new();

    /// <summary>0: by score alone; 1: as different from the items around it as possible (maximal marginal relevance).</summary>
    public double Diversity { get; init; }

    /// <summary>Most items of one brand among <see cref="Within"/> in a row; null: any number.</summary>
    public int? MaxPerBrand { get; init; }

    /// <summary>Most items of one category among <see cref="Within"/> in a row; null: any number.</summary>
    public int? MaxPerCategory { get; init; }

    /// <summary>Items in a row that caps and diversity look at.</summary>
    public int Within { get; init; } = DefaultWithin;

    /// <summary>Items at fixed positions (counted from 1).</summary>
    public IReadOnlyList<(int Position, string ItemId)> Pins { get; init; } = [];

    /// <summary>Places that are kept for new items; null: none.</summary>
    public ExplorationSlots? Exploration { get; init; }

    /// <summary>Whether an order by score alone will not do.</summary>
    public bool IsNeeded =>
        Diversity > 0 || MaxPerBrand is not null || MaxPerCategory is not null || Pins.Count > 0 || Exploration is not null;

    /// <summary>With what the request itself asks for.</summary>
    public Arrangement With(RankRequest request) =>
        request is { Diversity: null, MaxPerBrand: null, MaxPerCategory: null }
            ? this
            : this with
            {
                Diversity = request.Diversity ?? Diversity,
                MaxPerBrand = request.MaxPerBrand ?? MaxPerBrand,
                MaxPerCategory = request.MaxPerCategory ?? MaxPerCategory,
            };
}

/// <summary>Places kept for items that are too new to have been wanted by anybody.</summary>
/// <param name="EveryNth">Every so many positions is one, at least 3.</param>
/// <param name="Share">How often such a place is used, above 0 and up to 1.</param>
/// <param name="NewerThanDays">Which items are new.</param>
internal sealed record ExplorationSlots(int EveryNth, double Share, int NewerThanDays);
