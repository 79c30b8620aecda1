using Marketing.DemoShop.Customers;
using Marketing.DemoShop.Words;

namespace Marketing.DemoShop.Simulation;

/// <summary>What people type into the search box.</summary>
internal static class Queries
{
    public static string Write(Dice dice, World world, Taste taste, int kind)
    {
        var word = taste.IsChinese ? world.Kinds[kind].NameZh : world.Kinds[kind].Name.ToLowerInvariant();
        var space = taste.IsChinese ? "" : " ";
        var query = dice.Uniform() switch
        {
            < 0.5 => word,
            < 0.7 => Style(dice, taste) + space + word,
            < 0.85 => Brand(dice, world, taste, kind) + space + word,
            < 0.93 => word
                + (
                    taste.IsChinese ? "推荐"
                    : dice.Chance(0.5) ? " sale"
                    : " gift"
                ),
            _ => (taste.IsChinese ? world.Kinds[kind].AisleZh : world.Kinds[kind].Aisle.ToLowerInvariant()),
        };
        return !taste.IsChinese && dice.Chance(0.04) ? Mistype(dice, query) : query;
    }

    private static string Style(Dice dice, Taste taste)
    {
        Span<double> weights = stackalloc double[taste.Styles.Length];
        for (var style = 0; style < weights.Length; style++)
        {
            weights[style] = Math.Exp(1.5 * taste.Styles[style]);
        }

        var (english, chinese) = NameWords.Styles[dice.Weighted(weights)];
        return taste.IsChinese ? chinese : english.ToLowerInvariant();
    }

    private static string Brand(Dice dice, World world, Taste taste, int kind)
    {
        var sold = world.ItemsOfKind[kind];
        var maker = world.Makers[sold[dice.Below(sold.Length)].Brand];
        return taste.IsChinese ? maker.NameZh : maker.Name.ToLowerInvariant();
    }

    /// <summary>Two neighbouring letters change places.</summary>
    private static string Mistype(Dice dice, string query)
    {
        var letters = query.ToCharArray();
        var at = dice.Below(Math.Max(1, letters.Length - 1));
        if (at + 1 < letters.Length)
        {
            (letters[at], letters[at + 1]) = (letters[at + 1], letters[at]);
        }

        return new string(letters);
    }
}
