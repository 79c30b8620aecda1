namespace Marketing.Learning.Planning;

/// <summary>
/// Chooses ad, channel and hour for each customer so that the expected value is as high as can be under budgets, capacities and caps. Each limit gets
/// a price; at given prices every customer decides alone, and the sum of what they gain is a bound on every plan (Lagrangian relaxation: Geoffrion
/// 1974; the bound equals that of the linear program, since a customer's own problem has integer corners).
/// </summary>
public static class Planner
{
    /// <summary>Plans.</summary>
    /// <param name="problem">What is wished and allowed.</param>
    /// <param name="control">How long to look.</param>
    /// <returns>A plan that keeps every limit; wishes that it could not meet are named.</returns>
    /// <exception cref="ArgumentException">The problem does not fit together.</exception>
    /// <exception cref="OperationCanceledException">Looked at once a round.</exception>
    public static PlanSolution Solve(PlanProblem problem, PlanControl control)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(control);
        problem.Check();
        var (prices, pass) = PriceSearch.Run(problem, control);
        var ledger = PlanRepair.Run(problem, prices, control);
        var assignments = ledger.Assignments();
        control.Progress?.Invoke(1);
        var shortfalls = PlanWishes.Shortfalls(problem, prices, ledger);

        // Plans that leave as much unwished as this one gain at most the unmet wishes' prices over those that meet all.
        var unmet = 0.0;
        for (var ad = 0; ad < problem.Ads.Count; ad++)
        {
            var missing = Math.Max(0, problem.Ads[ad].Wished - ledger.Used[prices.FirstWish + ad]);
            unmet += missing * prices.Values[prices.FirstWish + ad];
        }

        // Where the gap is 0 the two sums, made in different orders, may differ in their last digits.
        var objective = assignments.Sum(one => one.Value);
        return new PlanSolution(
            assignments,
            objective,
            Math.Max(objective, pass.Dual + unmet),
            Prices(problem, prices, ledger.Used),
            shortfalls
        );
    }

    private static List<PlanPrice> Prices(PlanProblem problem, PlanPrices prices, double[] used)
    {
        var list = new List<PlanPrice>();
        void Add(PlanLimit limit, string id, int? hour, int place) =>
            list.Add(new PlanPrice(limit, id, hour, prices.Values[place], used[place], prices.Limits[place]));
        for (var budget = 0; budget < problem.Budgets.Count; budget++)
        {
            Add(PlanLimit.Budget, problem.Budgets[budget].Id, null, budget);
        }

        for (var channel = 0; channel < problem.Channels.Count; channel++)
        {
            Add(PlanLimit.Channel, problem.Channels[channel].Id, null, prices.FirstChannel + channel);
            for (var hour = 0; hour < problem.Hours && prices.HasHourLimit(channel); hour++)
            {
                Add(PlanLimit.ChannelHour, problem.Channels[channel].Id, hour, prices.FirstHour + (channel * problem.Hours) + hour);
            }
        }

        for (var ad = 0; ad < problem.Ads.Count; ad++)
        {
            if (problem.Ads[ad].Wished > 0)
            {
                Add(PlanLimit.Wish, problem.Ads[ad].Id, null, prices.FirstWish + ad);
            }
        }

        return list;
    }
}
