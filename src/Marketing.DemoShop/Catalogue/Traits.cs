namespace Marketing.DemoShop.Catalogue;

/// <summary>What nobody in the shop can read off a product's page, but customers react to.</summary>
internal sealed class Traits
{
    public required int Index { get; init; }
    public required Kind Kind { get; init; }
    public required int Style { get; init; }
    public required int Brand { get; init; }

    /// <summary>0 cheapest to 1 dearest of its kind.</summary>
    public required double PricePosition { get; init; }
    public required decimal Price { get; init; }
    public required (string En, string Zh) Material { get; init; }

    /// <summary>Mean 0, deviation 1.</summary>
    public required double Quality { get; init; }

    /// <summary>By aspect of the kind: mean <see cref="Quality"/>, deviation about 0.8.</summary>
    public required double[] AspectQuality { get; init; }

    /// <summary>Added to every customer's utility.</summary>
    public required double Popularity { get; init; }

    /// <summary>Change of the utility over the whole year, linear.</summary>
    public required double Slope { get; init; }

    /// <summary>Centre of a fashion, days; below 0 for none.</summary>
    public required int FashionDay { get; init; }
    public required double FashionHeight { get; init; }
    public required int LaunchDay { get; init; }

    /// <summary>Sold out from this day …</summary>
    public required int SoldOutFrom { get; init; }

    /// <summary>… up to, not including, this day.</summary>
    public required int SoldOutTo { get; init; }

    /// <summary>First day on which it is not sold any more.</summary>
    public required int GoneFrom { get; init; }

    public bool CanBeSeen(int day) => day >= LaunchDay && day < GoneFrom;

    public bool CanBeBought(int day) => CanBeSeen(day) && (day < SoldOutFrom || day >= SoldOutTo);

    /// <summary>What the market adds to the utility on this day: rise or fall, fashion, the interest in what is new.</summary>
    public double Trend(int day)
    {
        var fashion = FashionDay < 0 ? 0 : FashionHeight * Math.Exp(-Math.Pow((day - FashionDay) / 18.0, 2));
        var news = LaunchDay > 0 ? 0.9 * Math.Exp(-(day - LaunchDay) / 25.0) : 0;
        return Slope * (day / 365.0 - 0.5) + fashion + news;
    }
}
