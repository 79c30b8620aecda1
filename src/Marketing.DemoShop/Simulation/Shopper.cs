using Marketing.DemoShop.Catalogue;

namespace Marketing.DemoShop.Simulation;

/// <summary>How a visit goes: what is looked for, looked at, put into the cart and bought.</summary>
internal sealed class Shopper(World world, AfterSales afterSales, Showcase showcase)
{
    public void Run(Visit visit)
    {
        var dice = visit.Dice;
        showcase.Welcome(visit);
        var basket = new Basket();
        var intentions = 1 + (dice.Chance(0.38) ? 1 : 0) + (dice.Chance(0.12) ? 1 : 0);
        for (var intention = 0; intention < intentions; intention++)
        {
            Browse(visit, ChooseKind(visit), basket, isWish: false);
            if (visit.WillSignIn && dice.Chance(0.6))
            {
                visit.SignedIn = true;
            }
        }

        if (basket.Lines.Count > 0)
        {
            visit.SignedIn |= visit.WillSignIn;
            CheckOut(visit, basket);
        }
    }

    private int ChooseKind(Visit visit)
    {
        var (state, dice) = (visit.State, visit.Dice);
        if (state.TakeWish(visit.Day) is >= 0 and var wished)
        {
            return wished;
        }

        if (state.OpenKind >= 0 && dice.Chance(0.35))
        {
            return state.OpenKind;
        }

        Span<double> weights = stackalloc double[world.Kinds.Count];
        var (interest, season) = (visit.Taste.KindWeights, world.Seasons[visit.Day]);
        for (var kind = 0; kind < weights.Length; kind++)
        {
            weights[kind] = interest[kind] * season[kind];
        }

        foreach (var (kind, (_, boughtOn)) in state.LastOfKind)
        {
            if (!world.Kinds[kind].IsConsumable && visit.Day - boughtOn < 120)
            {
                weights[kind] *= 0.3;
            }
        }

        return dice.Weighted(weights);
    }

    private void Browse(Visit visit, int kind, Basket basket, bool isWish)
    {
        var dice = visit.Dice;
        if (dice.Chance(0.42))
        {
            visit.Happens(
                Visit.New(DemoEventType.Search) with
                {
                    Query = Queries.Write(dice, world, visit.Taste, kind),
                    Language = visit.Taste.Customer.Language,
                }
            );
            visit.Pause(14);
            showcase.Beside(visit, "search_side", 0.16);
        }
        else
        {
            showcase.Beside(visit, "category_top", 0.1);
        }

        if (world.Kinds[kind].IsConsumable && visit.State.LastOfKind.TryGetValue(kind, out var usual) && dice.Chance(0.45))
        {
            BuyAgain(visit, world.Items[usual.Item], basket);
            return;
        }

        var viewed = Look(visit, kind, 1 + dice.Poisson(isWish ? 1.2 : 2.2));
        var sale = ShopCalendar.IsSale(visit.Day) ? 1 + 0.09 * visit.Taste.PriceSensitivity : 1;
        var wants = isWish || dice.Chance(Math.Min(0.9, visit.Taste.BuyRate * sale));
        var candidates = viewed.FindAll(item => item.CanBeBought(visit.Day) && !basket.Has(item) && MayBuy(visit, item));
        visit.State.OpenKind = kind;
        if (candidates.Count > 0 && (wants || dice.Chance(0.08)))
        {
            var chosen = candidates[Choose(visit, candidates, 1.8)];
            PutIntoCart(visit, chosen, basket, keep: wants);
        }
    }

    private static bool MayBuy(Visit visit, Traits item) => item.Kind.IsConsumable || !visit.State.Owned.Contains(item.Index);

    /// <summary>Looks at some of a kind, each at most once, by the softmax of their utility.</summary>
    private List<Traits> Look(Visit visit, int kind, int count)
    {
        var all = world.ItemsOfKind[kind];
        Span<double> weights = stackalloc double[all.Length];
        var visible = Weigh(visit, all, 1.15, weights);
        var viewed = new List<Traits>();
        while (viewed.Count < Math.Min(count, visible))
        {
            var index = visit.Dice.Weighted(weights);
            weights[index] = 0;
            viewed.Add(all[index]);
            View(visit, all[index]);
        }

        return viewed;
    }

    private int Choose(Visit visit, List<Traits> among, double sharpness)
    {
        Span<double> weights = stackalloc double[among.Count];
        Weigh(visit, among, sharpness, weights);
        return visit.Dice.Weighted(weights);
    }

    /// <summary>What is sold out counts half; what is not in the shop not at all. Returns how many are.</summary>
    private int Weigh(Visit visit, IReadOnlyList<Traits> among, double sharpness, Span<double> weights)
    {
        var visible = 0;
        for (var index = 0; index < weights.Length; index++)
        {
            var item = among[index];
            var seen = item.CanBeSeen(visit.Day);
            visible += seen ? 1 : 0;
            var utility = seen ? world.UtilityWithinKind(visit.Taste, item, visit.Day) : 0;
            weights[index] = !seen ? 0 : Math.Exp(sharpness * utility) * (item.CanBeBought(visit.Day) ? 1 : 0.5);
        }

        return visible;
    }

    private void View(Visit visit, Traits item)
    {
        visit.Happens(Visit.New(DemoEventType.View, world.Products[item.Index].ItemId));
        visit.Pause(28);
    }

    private void BuyAgain(Visit visit, Traits item, Basket basket)
    {
        if (item.CanBeSeen(visit.Day))
        {
            View(visit, item);
        }

        if (item.CanBeBought(visit.Day) && !basket.Has(item))
        {
            PutIntoCart(visit, item, basket, keep: true);
        }
    }

    private void PutIntoCart(Visit visit, Traits item, Basket basket, bool keep)
    {
        var dice = visit.Dice;
        visit.SignedIn |= visit.WillSignIn;
        var quantity =
            item.Kind.IsConsumable ? 1 + dice.Poisson(0.7)
            : dice.Chance(0.05) ? 2
            : 1;
        visit.Happens(Visit.New(DemoEventType.Cart, world.Products[item.Index].ItemId) with { Quantity = quantity });
        visit.Pause(12);
        if (!keep)
        {
            return;
        }

        basket.Lines.Add((item, quantity));
        visit.State.OpenKind = -1;
        foreach (var wish in world.Wishes[item.Kind.Index].Where(wish => wish.Days == 0 && dice.Chance(wish.Chance)))
        {
            if (basket.Lines.Count < 8)
            {
                Browse(visit, wish.Then, basket, isWish: true);
            }
        }
    }

    private void CheckOut(Visit visit, Basket basket)
    {
        var dice = visit.Dice;
        showcase.Beside(visit, "cart_bottom", 0.12);
        if (!dice.Chance(0.74) || (!visit.SignedIn && !dice.Chance(0.35)))
        {
            return;
        }

        visit.Pause(50);
        var level = ShopCalendar.PriceLevel(visit.Day);
        foreach (var (item, quantity) in basket.Lines)
        {
            var bought = Visit.New(DemoEventType.Purchase, world.Products[item.Index].ItemId) with
            {
                Quantity = quantity,
                Price = Math.Round(item.Price * level, 2),
                Currency = "EUR",
                OrderId = $"o-{visit.Id}",
            };
            visit.Happens(bought);
            Remember(visit, item);
            if (visit.SignedIn)
            {
                afterSales.Follow(visit, item, bought);
            }
        }

        showcase.Bought(visit, basket, level);
    }

    private void Remember(Visit visit, Traits item)
    {
        var (state, dice) = (visit.State, visit.Dice);
        state.Owned.Add(item.Index);
        state.LastOfKind[item.Kind.Index] = (item.Index, visit.Day);
        foreach (var wish in world.Wishes[item.Kind.Index].Where(wish => wish.Days > 0 && dice.Chance(wish.Chance)))
        {
            state.Wishes.Add((wish.Then, visit.Day + 1 + (int)dice.Exponential(wish.Days)));
        }
    }
}

/// <summary>What is in the cart and meant to be bought, and the ads clicked on the way.</summary>
internal sealed class Basket
{
    public List<(Traits Item, int Quantity)> Lines { get; } = [];

    public bool Has(Traits item) => Lines.Exists(line => line.Item == item);
}
