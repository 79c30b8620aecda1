using System.Globalization;

namespace Marketing.Learning.Planning;

/// <summary>Wishes for at least so many messages of an ad: serving them as cheaply as can be, and saying which limit stands against them.</summary>
internal static class PlanWishes
{
    /// <summary>Gives customers of other ads the wished one instead, least loss first, without making another wish fail.</summary>
    public static void Serve(PlanProblem problem, PlanPrices prices, PlanLedger ledger)
    {
        for (var ad = 0; ad < problem.Ads.Count; ad++)
        {
            var missing = problem.Ads[ad].Wished - (int)ledger.Used[prices.FirstWish + ad];
            if (missing <= 0)
            {
                continue;
            }

            foreach (var (_, customer, other) in Exchanges(problem, ledger, ad))
            {
                if (missing == 0)
                {
                    break;
                }

                missing -= Exchanged(problem, prices, ledger, customer, other, ad) ? 1 : 0;
            }
        }
    }

    /// <summary>Wishes that the plan does not meet.</summary>
    public static List<PlanShortfall> Shortfalls(PlanProblem problem, PlanPrices prices, PlanLedger ledger)
    {
        var shortfalls = new List<PlanShortfall>();
        for (var ad = 0; ad < problem.Ads.Count; ad++)
        {
            var (wished, reached) = (problem.Ads[ad].Wished, (int)ledger.Used[prices.FirstWish + ad]);
            if (reached < wished)
            {
                var proof = WhyImpossible(problem, ad);
                shortfalls.Add(
                    new PlanShortfall(
                        problem.Ads[ad].Id,
                        wished,
                        reached,
                        proof ?? Tightest(problem, prices, ledger, ad, wished - reached),
                        proof is not null
                    )
                );
            }
        }

        return shortfalls;
    }

    private static List<(double Loss, int Customer, int Other)> Exchanges(PlanProblem problem, PlanLedger ledger, int ad)
    {
        var exchanges = new List<(double Loss, int Customer, int Other)>();
        for (var customer = 0; customer < problem.Customers; customer++)
        {
            for (var other = 0; other < problem.Ads.Count && ledger.Of(customer, ad).Channel < 0; other++)
            {
                if (other != ad && ledger.Of(customer, other) is (var channel and >= 0, var hour))
                {
                    var value = problem.ValueOf(customer, ad, channel, hour);
                    if (value > 0)
                    {
                        exchanges.Add((problem.ValueOf(customer, other, channel, hour) - value, customer, other));
                    }
                }
            }
        }

        exchanges.Sort();
        return exchanges;
    }

    private static bool Exchanged(PlanProblem problem, PlanPrices prices, PlanLedger ledger, int customer, int other, int ad)
    {
        var (channel, hour) = ledger.Of(customer, other);
        if (channel < 0 || ledger.Used[prices.FirstWish + other] <= problem.Ads[other].Wished)
        {
            return false;
        }

        ledger.Remove(customer, other);
        var fits = ledger.Fits(customer, ad, channel, hour);
        ledger.Add(customer, fits ? ad : other, channel, hour);
        return fits;
    }

    // What a single limit proves, whatever the plan.
    private static string? WhyImpossible(PlanProblem problem, int ad)
    {
        var (wish, budget) = (problem.Ads[ad], problem.Budgets[problem.Ads[ad].Budget]);
        var reachable = Enumerable.Range(0, problem.Customers).Count(customer => IsReachable(problem, customer, ad));
        if (reachable < wish.Wished)
        {
            return Text(
                $"Only {reachable} customers may get '{wish.Id}' (audience, consent, quiet hours, caps): {wish.Wished - reachable} fewer than wished."
            );
        }

        var together = problem.Ads.Where(other => other.Budget == wish.Budget).Sum(other => (double)other.Wished);
        var cheapest = problem.Channels.Min(channel => channel.Cost);
        if (together * cheapest > budget.Amount * (1 + 1e-12))
        {
            return Text(
                $"The budget '{budget.Id}' of {budget.Amount:0.##} pays for {Math.Floor(budget.Amount / cheapest):0} messages of the {together:0} wished from it: {(together * cheapest) - budget.Amount:0.##} is missing."
            );
        }

        var (capacity, all) = (problem.Channels.Sum(Capacity), problem.Ads.Sum(other => (double)other.Wished));
        return capacity < all
            ? Text($"All channels together carry {capacity:0} messages, {all - capacity:0} fewer than all wishes.")
            : null;

        double Capacity(PlanChannel channel) =>
            Math.Min(channel.Capacity, (channel.HourCapacity ?? double.PositiveInfinity) * problem.Hours);
    }

    private static string Tightest(PlanProblem problem, PlanPrices prices, PlanLedger ledger, int ad, int missing)
    {
        var budget = problem.Ads[ad].Budget;
        var left = prices.Limits[budget] - ledger.Used[budget];
        if (left < problem.Channels.Min(channel => channel.Cost))
        {
            return Text($"The budget '{problem.Budgets[budget].Id}' is used up; {missing} messages are missing.");
        }

        var full = problem
            .Channels.Where((_, at) => ledger.Used[prices.FirstChannel + at] + 1 > prices.Limits[prices.FirstChannel + at])
            .ToList();
        return full.Count > 0
            ? Text(
                $"The capacity of {string.Join(", ", full.Select(channel => $"'{channel.Id}'"))} is used up; {missing} messages are missing."
            )
            : Text($"The caps of the customers who may get it, or single hours, are used up; {missing} messages are missing.");
    }

    private static bool IsReachable(PlanProblem problem, int customer, int ad)
    {
        if (problem.Caps[customer] == 0 || !(problem.Worth[(customer * problem.Ads.Count) + ad] > 0))
        {
            return false;
        }

        for (var channel = 0; channel < problem.Channels.Count; channel++)
        {
            var responses = problem.Response.AsSpan(((customer * problem.Channels.Count) + channel) * problem.Hours, problem.Hours);
            var allowed = problem.ChannelCaps.Length == 0 || problem.ChannelCaps[(customer * problem.Channels.Count) + channel] > 0;
            if (allowed && System.Numerics.Tensors.TensorPrimitives.Max<float>(responses) > 0)
            {
                return true;
            }
        }

        return false;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
