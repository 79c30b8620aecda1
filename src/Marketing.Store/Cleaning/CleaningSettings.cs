using System.ComponentModel.DataAnnotations;

namespace Marketing.Store;

/// <summary>Section <c>Cleaning</c>: the rules between what came in and what is learned from, in the order of <see cref="CleaningRules"/>.</summary>
public sealed class CleaningSettings
{
    /// <summary>The same content again under another id.</summary>
    public DuplicateSettings Duplicates { get; init; } = new();

    /// <summary>Times that cannot be.</summary>
    public TimeSettings Times { get; init; } = new();

    /// <summary>Programs that visit the shop.</summary>
    public BotSettings Bots { get; init; } = new();

    /// <summary>Postage, vouchers, manual entries.</summary>
    public NonProductSettings NonProducts { get; init; } = new();

    /// <summary>One currency for all amounts.</summary>
    public CurrencySettings Currency { get; init; } = new();

    /// <summary>One unit for all quantities.</summary>
    public UnitSettings Units { get; init; } = new();

    /// <summary>What is done where a field is missing.</summary>
    public MissingSettings Missing { get; init; } = new();

    /// <summary>Quantities, prices and grades far from what is usual.</summary>
    public OutlierSettings Outliers { get; init; } = new();

    /// <summary>Minutes between two cleanings of the days into which new events came. Everything is cleaned before each training run in any case.</summary>
    [Range(1, 1440)]
    public int EveryMinutes { get; init; } = 60;
}

/// <summary>Section <c>Cleaning:Duplicates</c>.</summary>
public sealed class DuplicateSettings
{
    /// <summary>Seconds within which the same content of one subject under another id is a repetition. 0 is off.</summary>
    [Range(0, 86_400)]
    public double WindowSeconds { get; init; } = 2;
}

/// <summary>Section <c>Cleaning:Times</c>. Times ahead of the clock never get in: ingest puts them into quarantine.</summary>
public sealed class TimeSettings
{
    /// <summary>False: times are taken as they come.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Nothing was sold online before: what is older has a clock that was never set.</summary>
    public DateTimeOffset Earliest { get; init; } = new(1995, 1, 1, 0, 0, 0, TimeSpan.Zero);
}

/// <summary>Section <c>Cleaning:Bots</c>. Clicks that no human made are told at ingest (<c>Ingest:Clicks</c>).</summary>
public sealed class BotSettings
{
    /// <summary>False: no visitor is taken for a program.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Views, searches and carts in one minute of the clock; a subject with more is taken for a program for that day.</summary>
    [Range(2, 100_000)]
    public int PerMinute { get; init; } = 60;

    /// <summary>Words in the attribute <c>userAgent</c> by which programs name themselves; absent: the usual ones.</summary>
    [Length(0, 100)]
    public IReadOnlyList<string>? Agents { get; init; }
}

/// <summary>Section <c>Cleaning:NonProducts</c>.</summary>
public sealed class NonProductSettings
{
    /// <summary>True: items whose row says <c>recommendable: false</c> are no products.</summary>
    public bool NotRecommendable { get; init; } = true;

    /// <summary>Items that are no products.</summary>
    [Length(0, 10_000)]
    public IReadOnlyList<string> ItemIds { get; init; } = [];

    /// <summary>Categories, with all below them, that hold no products.</summary>
    [Length(0, 1_000)]
    public IReadOnlyList<string> Categories { get; init; } = [];
}

/// <summary>Section <c>Cleaning:Currency</c>.</summary>
public sealed class CurrencySettings
{
    /// <summary>ISO 4217 code that all amounts are turned into; absent: the one that most purchases are in. Amounts without a currency are taken to be in it.</summary>
    [RegularExpression("^[A-Z]{3}$")]
    public string? Base { get; init; }

    /// <summary>Units of the base currency for one of each other. An amount in a currency without a rate counts as none.</summary>
    public Dictionary<string, decimal> Rates { get; init; } = [];
}

/// <summary>Section <c>Cleaning:Units</c>.</summary>
public sealed class UnitSettings
{
    /// <summary>Pieces in one unit by the attribute <c>unit</c> of the event: <c>dozen</c> is 12. The price of a piece falls as the number of them rises.</summary>
    public Dictionary<string, decimal> Pieces { get; init; } = new(StringComparer.Ordinal) { ["dozen"] = 12, ["pair"] = 2 };
}

/// <summary>What is done where a field is missing.</summary>
public enum MissingChoice
{
    /// <summary>Left as it is: readers know what an absent value means.</summary>
    Keep,

    /// <summary>The event is set aside.</summary>
    Delete,

    /// <summary>The mean of the item.</summary>
    Mean,

    /// <summary>The median of the item.</summary>
    Median,

    /// <summary>On the line between the item's values before and after; where there is none the median.</summary>
    Interpolation,

    /// <summary>A category of its own: readers take the absent value for <c>unknown</c>.</summary>
    Unknown,
}

/// <summary>Section <c>Cleaning:Missing</c>: the choice for each field, and why it is the default.</summary>
public sealed class MissingSettings : IValidatableObject
{
    private static readonly MissingChoice[] ForNumbers =
    [
        MissingChoice.Keep,
        MissingChoice.Delete,
        MissingChoice.Mean,
        MissingChoice.Median,
        MissingChoice.Interpolation,
    ];

    private static readonly MissingChoice[] ForTexts = [MissingChoice.Unknown, MissingChoice.Keep, MissingChoice.Delete];

    /// <summary>Of purchases and returns. Prices move slowly, so the neighbours in time know best.</summary>
    public MissingChoice Price { get; init; } = MissingChoice.Interpolation;

    /// <summary>Of purchases and returns. An absent quantity means one piece.</summary>
    public MissingChoice Quantity { get; init; } = MissingChoice.Keep;

    /// <summary>Stars of a review. A review without stars says so much: a grade that nobody gave would be made up.</summary>
    public MissingChoice Grade { get; init; } = MissingChoice.Keep;

    /// <summary>Of all events. Who does not say the channel is a group of its own.</summary>
    public MissingChoice Channel { get; init; } = MissingChoice.Unknown;

    /// <summary>Of reviews and searches.</summary>
    public MissingChoice Language { get; init; } = MissingChoice.Unknown;

    /// <inheritdoc />
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var (name, choice) in new[] { (nameof(Price), Price), (nameof(Quantity), Quantity), (nameof(Grade), Grade) })
        {
            if (!ForNumbers.Contains(choice))
            {
                yield return new ValidationResult(
                    $"'{choice}' is for words; a number takes one of {string.Join(", ", ForNumbers)}.",
                    [name]
                );
            }
        }

        foreach (var (name, choice) in new[] { (nameof(Channel), Channel), (nameof(Language), Language) })
        {
            if (!ForTexts.Contains(choice))
            {
                yield return new ValidationResult($"'{choice}' is for numbers; a word takes one of {string.Join(", ", ForTexts)}.", [name]);
            }
        }
    }
}

/// <summary>What is done with an outlier.</summary>
public enum OutlierChoice
{
    /// <summary>It is moved to the bound.</summary>
    Winsorise,

    /// <summary>The event is set aside.</summary>
    SetAside,

    /// <summary>It is left as it is.</summary>
    Keep,
}

/// <summary>
/// Section <c>Cleaning:Outliers</c>. A quantity or price x is an outlier when |ln x − median| is above both ln <see cref="Factor"/> and
/// <see cref="Deviations"/> robust deviations (1.4826 · median absolute deviation) of its item, or of the shop where the item has few. On the logarithm, since
/// both are skewed; the floor, since most quantities are 1 and their deviation 0.
/// </summary>
public sealed class OutlierSettings
{
    /// <summary>Of purchases, returns and carts.</summary>
    public OutlierChoice Quantity { get; init; } = OutlierChoice.Winsorise;

    /// <summary>Of purchases, returns and carts.</summary>
    public OutlierChoice Price { get; init; } = OutlierChoice.Winsorise;

    /// <summary>Of ratings and reviews: outside <see cref="LowestGrade"/> to <see cref="HighestGrade"/>.</summary>
    public OutlierChoice Grade { get; init; } = OutlierChoice.Winsorise;

    /// <summary>Robust deviations.</summary>
    [Range(2, 100)]
    public double Deviations { get; init; } = 8;

    /// <summary>Times the median, or one of so many parts of it, below which nothing is an outlier.</summary>
    [Range(1.5, 1_000_000)]
    public double Factor { get; init; } = 20;

    /// <summary>Values that an item needs for bounds of its own.</summary>
    [Range(5, 1_000_000)]
    public int MinimumValues { get; init; } = 20;

    /// <summary>The lowest grade that there is.</summary>
    [Range(-1_000_000, 1_000_000)]
    public double LowestGrade { get; init; }

    /// <summary>The highest grade that there is.</summary>
    [Range(-1_000_000, 1_000_000)]
    public double HighestGrade { get; init; } = 10;
}
