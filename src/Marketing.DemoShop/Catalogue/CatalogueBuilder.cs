using Marketing.DemoShop.Words;

namespace Marketing.DemoShop.Catalogue;

/// <summary>Makes the products: as the shop shows them, and their traits.</summary>
internal sealed class CatalogueBuilder(ulong seed, IReadOnlyList<Kind> kinds, IReadOnlyList<Maker> makers)
{
    private readonly HashSet<string> _names = [];

    /// <summary>Products spread over the kinds, about the same number each.</summary>
    public IReadOnlyList<(DemoProduct Product, Traits Traits)> Build(int count) =>
        [.. Enumerable.Range(0, count).Select(index => Build(index, kinds[(int)((long)index * kinds.Count / count)]))];

    private (DemoProduct, Traits) Build(int index, Kind kind)
    {
        var dice = new Dice(seed, Purpose.Product, index);
        var local = makers.Where(maker => maker.Departments.Contains(kind.Department)).ToArray();
        var maker = dice.Pick(local);
        var style = dice.Below(NameWords.Styles.Count);
        var position = Math.Clamp(
            0.55 * maker.PriceLevel
                + 0.3 * dice.Uniform()
                + (
                    style == 3 ? 0.2
                    : style == 5 ? -0.05
                    : 0
                ),
            0,
            1
        );
        var quality = 0.45 * (position - 0.5) + dice.Normal();
        var traits = Roll(dice, index, kind, maker.Index, style, position, quality);
        var colour = dice.Pick(NameWords.Colours);
        var (name, nameZh) = kind.Department == "Books" ? Title(dice, kind, maker) : Name(dice, kind, maker, style);
        return (Describe(traits, maker, name, nameZh, colour, dice), traits);
    }

    private static Traits Roll(Dice dice, int index, Kind kind, int maker, int style, double position, double quality)
    {
        var launched = dice.Chance(0.12) ? dice.Below(350) + 5 : 0;
        var soldOut = dice.Chance(0.08) ? launched + dice.Below(Math.Max(1, 365 - launched)) : int.MaxValue;
        return new Traits
        {
            Index = index,
            Kind = kind,
            Style = style,
            Brand = maker,
            PricePosition = position,
            Price = PriceOf(kind, position),
            Material = dice.Pick(kind.Materials),
            Quality = quality,
            AspectQuality = [.. kind.Aspects.Select(_ => 0.6 * quality + 0.8 * dice.Normal())],
            Popularity = 1.15 * dice.Normal() + 0.25 * quality,
            Slope = 0.8 * dice.Normal(),
            FashionDay = dice.Chance(0.06) ? dice.Below(365) : -1,
            FashionHeight = dice.Between(1.2, 2.4),
            LaunchDay = launched,
            SoldOutFrom = soldOut,
            SoldOutTo = soldOut == int.MaxValue ? int.MaxValue : soldOut + 6 + dice.Below(40),
            GoneFrom = dice.Chance(0.015) ? 250 + dice.Below(110) : int.MaxValue,
        };
    }

    /// <summary>Between the band's ends on a log scale, ending in .90, .99 or .50 as shops do.</summary>
    private static decimal PriceOf(Kind kind, double position)
    {
        var raw = kind.LowPrice * Math.Pow(kind.HighPrice / kind.LowPrice, position);
        return raw >= 100 ? Math.Floor((decimal)raw / 10) * 10 + 9 : Math.Floor((decimal)raw) + (position < 0.4 ? 0.49m : 0.90m);
    }

    private (string, string) Name(Dice dice, Kind kind, Maker maker, int style)
    {
        for (var start = dice.Below(NameWords.Series.Count); ; start++)
        {
            var series = NameWords.Series[start % NameWords.Series.Count];
            var mark = start < 2 * NameWords.Series.Count ? "" : $" {start / NameWords.Series.Count}";
            var look = style == 0 ? ("", "") : ($" {NameWords.Styles[style].En}", NameWords.Styles[style].Zh);
            var name = $"{maker.Name} {series.En}{mark}{look.Item1} {kind.Name}";
            if (_names.Add(name))
            {
                return (name, $"{maker.NameZh}{series.Zh}{mark}{look.Item2}{kind.NameZh}");
            }
        }
    }

    private (string, string) Title(Dice dice, Kind kind, Maker maker)
    {
        for (var volume = 1; ; volume++)
        {
            var (adjective, noun) = (dice.Pick(NameWords.TitleAdjectives), dice.Pick(NameWords.TitleNouns));
            var mark = volume < 50 ? "" : $" {volume}";
            var name = $"The {adjective.En} {noun.En}{mark} ({kind.Name}, {maker.Name})";
            if (_names.Add(name))
            {
                return (name, $"《{adjective.Zh}{noun.Zh}》{mark}{kind.NameZh}（{maker.NameZh}）");
            }
        }
    }

    private static DemoProduct Describe(Traits traits, Maker maker, string name, string nameZh, (string En, string Zh) colour, Dice dice)
    {
        var kind = traits.Kind;
        var style = NameWords.Styles[traits.Style];
        return new DemoProduct
        {
            ItemId = $"p-{traits.Index + 1:0000}",
            Name = name,
            NameZh = nameZh,
            Category = $"{kind.Department} > {kind.Aisle} > {kind.Plural}",
            CategoryZh = $"{kind.DepartmentZh} > {kind.AisleZh} > {kind.NameZh}",
            Brand = maker.Name,
            Price = traits.Price,
            Stock = traits.CanBeBought(365) ? 5 + (int)dice.Exponential(120) : 0,
            Available = traits.CanBeSeen(365),
            Description = Descriptions.Write(dice, traits, maker, colour),
            Tags =
            [
                .. kind.Flags.Where(flag => flag is not ("mass" or "again")),
                kind.Name.ToLowerInvariant(),
                kind.NameZh,
                style.En.ToLowerInvariant(),
                style.Zh,
            ],
            Attributes = AttributesOf(traits, style.En, colour.En),
            LaunchDay = traits.LaunchDay,
        };
    }

    private static Dictionary<string, string> AttributesOf(Traits traits, string style, string colour)
    {
        var attributes = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["style"] = style.ToLowerInvariant(),
            ["material"] = traits.Material.En,
        };
        if (traits.Kind.HasColour)
        {
            attributes["colour"] = colour;
        }

        return attributes;
    }
}
