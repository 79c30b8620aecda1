using Marketing.DemoShop.Catalogue;

namespace Marketing.DemoShop.Customers;

/// <summary>What a customer wants: hidden from the shop.</summary>
internal sealed class Taste
{
    public required int Index { get; init; }
    public required DemoCustomer Customer { get; init; }
    public required bool IsChinese { get; init; }

    /// <summary>Hours east of Greenwich, all year (no daylight saving: the same shop whatever the last day).</summary>
    public required int UtcOffset { get; init; }

    /// <summary>Interest in each kind of product, sum 1. Shape [kinds].</summary>
    public required double[] KindWeights { get; init; }

    /// <summary>Added to the utility of a product of that style. Shape [styles].</summary>
    public required double[] Styles { get; init; }

    /// <summary>Dotted with a brand's image. Shape [<see cref="Maker.Dimensions"/>].</summary>
    public required double[] BrandTaste { get; init; }

    /// <summary>The price position liked best, 0 to 1.</summary>
    public required double PricePreference { get; init; }

    /// <summary>How much a price far from it hurts; also how strongly a sale draws.</summary>
    public required double PriceSensitivity { get; init; }

    /// <summary>Added to every judgement: some are never content.</summary>
    public required double Mood { get; init; }

    /// <summary>Mean visits a day while active.</summary>
    public required double VisitsPerDay { get; init; }

    /// <summary>Share of intentions that end in a cart.</summary>
    public required double BuyRate { get; init; }

    /// <summary>First day of silence.</summary>
    public required int LeaveDay { get; init; }

    /// <summary>Local hour of the day around which they shop.</summary>
    public required double BestHour { get; init; }

    public required string Channel { get; init; }

    public bool IsActive(int day) => day >= Customer.JoinDay && day < LeaveDay;

    /// <summary>Utility of a product among others of its kind, without the day's trend.</summary>
    public double UtilityWithinKind(Traits item, Maker maker)
    {
        var brand = 0.0;
        for (var direction = 0; direction < BrandTaste.Length; direction++)
        {
            brand += BrandTaste[direction] * maker.Image[direction];
        }

        var price = item.PricePosition - PricePreference;
        return item.Popularity + Styles[item.Style] + brand - PriceSensitivity * price * price;
    }
}
