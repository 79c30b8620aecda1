using Marketing.DemoShop.Ads;
using Marketing.DemoShop.Catalogue;

namespace Marketing.DemoShop.Simulation;

/// <summary>What the shop shows unasked: ads, and lists of recommendations as it had them before it had this product.</summary>
internal sealed class Showcase(World world)
{
    private readonly Traits[] _byPopularity = [.. world.Items.OrderByDescending(item => item.Popularity)];
    private AdTraits? _clicked;
    private string? _clickedDecision;

    /// <summary>At the start of a visit.</summary>
    public void Welcome(Visit visit)
    {
        (_clicked, _clickedDecision) = (null, null);
        Beside(visit, visit.Channel == "email" ? "email_header" : "home_hero", visit.Channel == "email" ? 0.9 : 0.3);
        if (visit.Dice.Chance(0.09))
        {
            Recommend(visit);
        }
    }

    /// <summary>Shows, with this chance, one of all ads by equal lot.</summary>
    public void Beside(Visit visit, string placement, double chance)
    {
        var dice = visit.Dice;
        if (!dice.Chance(chance))
        {
            return;
        }

        var index = dice.Below(world.Ads.Count);
        var ad = world.Ads[index];
        var decision = $"d-{visit.Id}-{placement}";
        var before = visit.State.AdsSeen.GetValueOrDefault(index);
        var probability = ad.ClickProbability(visit.Taste, placement, visit.LocalHour, before);
        visit.State.AdsSeen[index] = before + 1;
        var shown = Visit.New(DemoEventType.Impression) with { AdId = ad.Ad.AdId, DecisionId = decision, Placement = placement };
        visit.Happens(shown);
        visit.Pause(4);
        if (dice.Chance(probability))
        {
            visit.Happens(shown with { Type = DemoEventType.Click });
            visit.Pause(3);
            (_clicked, _clickedDecision) = (ad, decision);
            LookAt(visit, ad.Item);
            if (dice.Chance(0.35))
            {
                visit.State.Wishes.Insert(0, (ad.Item.Kind.Index, visit.Day));
            }
        }
    }

    /// <summary>After an order: what the clicked ad was for counts as its conversion.</summary>
    public void Bought(Visit visit, Basket basket, decimal priceLevel)
    {
        if (_clicked is { } ad && basket.Lines.Find(line => line.Item.Kind.Aisle == ad.Item.Kind.Aisle) is { Item: not null } line)
        {
            visit.Happens(
                Visit.New(DemoEventType.Conversion) with
                {
                    AdId = ad.Ad.AdId,
                    DecisionId = _clickedDecision,
                    Value = (double)(line.Item.Price * priceLevel * line.Quantity),
                }
            );
            _clicked = null;
        }
    }

    private void Recommend(Visit visit)
    {
        var dice = visit.Dice;
        var shown = Enumerable.Range(0, 4).Select(_ => PickPopular(dice, visit.Day)).Distinct().ToList();
        var list = $"r-{visit.Id}";
        foreach (var item in shown)
        {
            visit.Happens(Listed(DemoEventType.Impression, item, list));
        }

        visit.Pause(6);
        foreach (var item in shown)
        {
            var interest = Math.Log(visit.Taste.KindWeights[item.Kind.Index] * world.Kinds.Count);
            var wish = 0.5 * Math.Clamp(interest, -3, 3) + 0.3 * world.UtilityWithinKind(visit.Taste, item, visit.Day);
            if (dice.Chance(1 / (1 + Math.Exp(3.1 - wish))))
            {
                visit.Happens(Listed(DemoEventType.Click, item, list));
                visit.Pause(2);
                LookAt(visit, item);
            }
        }
    }

    private Traits PickPopular(Dice dice, int day)
    {
        for (; ; )
        {
            var rank = (int)(_byPopularity.Length * Math.Pow(dice.Uniform(), 2.5));
            if (_byPopularity[rank].CanBeBought(day))
            {
                return _byPopularity[rank];
            }
        }
    }

    private DemoEvent Listed(DemoEventType type, Traits item, string list) =>
        Visit.New(type, world.Products[item.Index].ItemId) with
        {
            RecommendationId = list,
            Placement = "home",
        };

    private void LookAt(Visit visit, Traits item)
    {
        if (item.CanBeSeen(visit.Day))
        {
            visit.Happens(Visit.New(DemoEventType.View, world.Products[item.Index].ItemId));
            visit.Pause(22);
        }
    }
}
