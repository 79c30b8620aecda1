using System.Globalization;
using Marketing.Store;

namespace Marketing.Profiles.Quality;

/// <summary>How rows of quarantine are mended before they are replayed.</summary>
internal enum MendRule
{
    /// <summary>As they came: what was ahead of the clock has happened since.</summary>
    None,

    /// <summary>However old they are, as in an import.</summary>
    AnyAge,

    /// <summary>Their time is moved by <c>hours</c>: a clock or a zone was wrong.</summary>
    ShiftTime,

    /// <summary>They happened when they came.</summary>
    TimeReceived,

    /// <summary>They get an id of their own, made of their content: what shared an id by mistake.</summary>
    NewId,

    /// <summary>Their currency is <c>currency</c>.</summary>
    SetCurrency,

    /// <summary>Their price is multiplied by <c>factor</c>: cents were sent for euros.</summary>
    ScalePrice,
}

/// <summary>A rule with what it needs.</summary>
internal sealed record Mend
{
    /// <summary>The rule.</summary>
    public MendRule Rule { get; init; }

    /// <summary>Of shiftTime: −9,000 to 9,000.</summary>
    public double? Hours { get; init; }

    /// <summary>Of setCurrency: an ISO 4217 code.</summary>
    public string? Currency { get; init; }

    /// <summary>Of scalePrice: above 0, at most 1,000,000.</summary>
    public decimal? Factor { get; init; }

    /// <summary>Null, or what the rule lacks: field and sentence.</summary>
    public (string Field, string Detail)? Fault =>
        Rule switch
        {
            MendRule.ShiftTime when !(Hours is >= -9_000 and <= 9_000) => ("mend.hours", "'mend.hours' must lie between -9,000 and 9,000."),
            MendRule.SetCurrency when Currency is not { Length: 3 } || !Currency.All(char.IsAsciiLetterUpper) => (
                "mend.currency",
                "'mend.currency' must be three upper-case letters."
            ),
            MendRule.ScalePrice when !(Factor is > 0 and <= 1_000_000) => (
                "mend.factor",
                "'mend.factor' must be above 0 and at most 1,000,000."
            ),
            _ when !Enum.IsDefined(Rule) => ("mend.rule", "'mend.rule' is none of the rules."),
            _ => null,
        };

    /// <summary>The row as it shall be stored; null where the rule cannot be applied to it.</summary>
    public NewEvent? Apply(NewEvent row, QuarantinedEvent origin)
    {
        switch (Rule)
        {
            case MendRule.ShiftTime:
                var shift = TimeSpan.FromHours(Hours ?? 0);
                var ticks = row.OccurredAt.UtcTicks + shift.Ticks;
                return ticks > 0 && ticks < DateTimeOffset.MaxValue.UtcTicks ? row with { OccurredAt = row.OccurredAt + shift } : null;
            case MendRule.TimeReceived:
                return row with { OccurredAt = origin.ReceivedAt };
            case MendRule.NewId:
                var id = $"{row.Id}~{origin.QuarantineId.ToString("N", CultureInfo.InvariantCulture)[^8..]}";
                return id.Length <= 128 ? row with { Id = id } : null;
            case MendRule.SetCurrency:
                return row with { Currency = Currency };
            case MendRule.ScalePrice:
                return row with { Price = row.Price is { } price ? decimal.Round(price * (Factor ?? 1), 6) : null };
            default:
                return row;
        }
    }
}
