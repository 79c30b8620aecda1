using Marketing.DemoShop.Catalogue;
using Marketing.DemoShop.Reviews;

namespace Marketing.DemoShop.Simulation;

/// <summary>What follows a purchase days later: it comes back, gets stars, or a review.</summary>
internal sealed class AfterSales(World world)
{
    private static readonly string[] Everywhere = ["logistics", "packaging", "price", "service"];

    public void Follow(Visit visit, Traits item, DemoEvent bought)
    {
        var dice = visit.Dice;
        var delivery = dice.Normal();
        var judgement = 0.85 * item.Quality + visit.Taste.Mood + 0.7 * dice.Normal() + 0.25 * delivery;
        var arrived = 1 + dice.Below(4);
        var worn = item.Kind.Department is "Clothing" or "Shoes" ? 0.06 : 0;
        if (dice.Chance((item.Kind.IsConsumable ? 0.01 : 0.025) + worn + (judgement < -0.7 ? 0.22 : 0)))
        {
            visit.Happens(bought with { Type = DemoEventType.Return, OccurredAt = Later(visit, arrived + 1 + dice.Below(16)) });
        }

        var roll = dice.Uniform();
        if (roll >= 0.5)
        {
            return;
        }

        var stars = Math.Clamp((int)Math.Round(3.75 + 1.2 * judgement), 1, 5);
        var at = Later(visit, arrived + 1 + dice.Below(12));
        if (roll < 0.27)
        {
            visit.Happens(Visit.New(DemoEventType.Rating, bought.ItemId) with { Value = stars, OccurredAt = at });
        }
        else
        {
            visit.Happens(Review(visit, item, stars, judgement, delivery) with { OccurredAt = at });
        }
    }

    private DemoEvent Review(Visit visit, Traits item, int stars, double judgement, double delivery)
    {
        var dice = visit.Dice;
        var feeling =
            stars >= 4 ? Feeling.Positive
            : stars <= 2 ? Feeling.Negative
            : Feeling.Neutral;
        var chinese = visit.Taste.IsChinese != dice.Chance(0.03);
        var aspects = Aspects(visit, item, feeling, judgement, delivery);
        var text = chinese
            ? ReviewGrammar.Chinese.Write(dice, feeling, aspects, item.Kind.NameZh, item.Material.Zh)
            : ReviewGrammar.English.Write(dice, feeling, aspects, item.Kind.Noun, item.Material.En);
        return Visit.New(DemoEventType.Review, world.Products[item.Index].ItemId) with
        {
            Value = stars,
            Text = text,
            Language = chinese ? "zh" : "en",
            Meaning = new ReviewTruth(feeling, aspects),
        };
    }

    /// <summary>One to three aspects; the first always agrees with the stars, and so does the majority.</summary>
    private static List<AspectFeeling> Aspects(Visit visit, Traits item, Feeling feeling, double judgement, double delivery)
    {
        var dice = visit.Dice;
        var count = 1 + (dice.Chance(0.6) ? 1 : 0) + (dice.Chance(0.25) ? 1 : 0);
        var open = item.Kind.Aspects.Concat(Everywhere).Distinct().ToList();
        var chosen = new List<AspectFeeling>();
        while (chosen.Count < count)
        {
            var aspect = open[dice.Weighted([.. open.Select(name => item.Kind.Aspects.Contains(name) ? 2.0 : 0.8)])];
            open.Remove(aspect);
            var at = item.Kind.Aspects.ToList().IndexOf(aspect);
            var felt =
                aspect is "logistics" or "packaging" ? delivery
                : at >= 0 ? item.AspectQuality[at]
                : judgement;
            felt = 0.6 * felt + 0.5 * judgement + 0.35 * dice.Normal() + 0.35;
            var about =
                felt > 0.3 ? Feeling.Positive
                : felt < -0.3 ? Feeling.Negative
                : Feeling.Neutral;
            chosen.Add(new AspectFeeling(aspect, chosen.Count is 0 or 2 ? feeling : about));
        }

        return chosen;
    }

    /// <summary>So many days on, in the customer's waking hours.</summary>
    private static DateTimeOffset Later(Visit visit, int days)
    {
        var midnight = visit.Now.AddHours(visit.Taste.UtcOffset).Date;
        var local = midnight.AddDays(days).AddHours(7).AddSeconds(visit.Dice.Below(15 * 3_600));
        return new DateTimeOffset(local, TimeSpan.Zero).AddHours(-visit.Taste.UtcOffset);
    }
}
