using System.Globalization;

namespace Marketing.Learning.Policies;

/// <summary>
/// Off-policy estimators: inverse propensity scores, self-normalised (Swaminathan and Joachims 2015), direct method, doubly robust (Dudík,
/// Langford and Li 2011), with a bootstrap that draws customers.
/// </summary>
public static class OffPolicyEstimator
{
    // More customers than this are drawn in groups by hash: sums over independent groups have the same variance.
    private const int MostUnits = 10_000;

    /// <summary>Estimates.</summary>
    /// <param name="log">What was done.</param>
    /// <param name="policy">What is asked about; null: the logged policy itself, every weight 1.</param>
    /// <param name="expected">
    /// What a model expects of an action in a row; it must not have learnt from that row (<see cref="DirectModel.CrossFit"/>). Null: 0 everywhere; DM is then 0 and
    /// DR is IPS.
    /// </param>
    /// <param name="options">Seed, draws, limits.</param>
    /// <exception cref="ArgumentException">The log is empty or does not fit together.</exception>
    public static OffPolicyEstimate Estimate(
        OffPolicyLog log,
        TargetPolicy? policy,
        Func<int, int, double>? expected,
        OffPolicyOptions options
    )
    {
        ArgumentNullException.ThrowIfNull(log);
        ArgumentNullException.ThrowIfNull(options);
        log.Check();
        if (log.Rows == 0)
        {
            throw new ArgumentException("The log is empty.", nameof(log));
        }

        var units = new OffPolicySums[Math.Min(MostUnits, log.Rows)];
        var (largest, squares, total) = (0.0, 0.0, new OffPolicySums());
        var customers = new HashSet<int>();
        var probabilities = new double[log.Actions.Count];
        for (var row = 0; row < log.Rows; row++)
        {
            options.Cancel.ThrowIfCancellationRequested();
            var one = RowSums(log, policy, expected, row, probabilities);
            largest = Math.Max(largest, one.Weight);
            squares += one.Weight * one.Weight;
            total += one;
            var customer = log.Customer.Length == 0 ? row : log.Customer[row];
            customers.Add(customer);
            units[SplitMix64.At(options.Seed, (uint)customer) % (ulong)units.Length] += one;
        }

        // Groups that nobody fell into are none.
        units = [.. units.Where(unit => unit.Rows > 0)];
        var draws = OffPolicyBootstrap.Draw(units, options);
        IntervalEstimate Of(Func<OffPolicySums, double> figure) =>
            OffPolicyBootstrap.Interval(figure(total), draws.Select(figure), options.Confidence);
        var estimate = new OffPolicyEstimate(
            Of(static sums => sums.Ips),
            Of(static sums => sums.Snips),
            Of(static sums => sums.Dm),
            Of(static sums => sums.Dr),
            Of(static sums => sums.Logged),
            Of(static sums => sums.Dr - sums.Logged),
            squares > 0 ? total.Weight * total.Weight / squares : 0,
            largest,
            total.Weight / log.Rows,
            log.Rows,
            customers.Count,
            [],
            null
        );
        return Judged(estimate, policy is null, options);
    }

    private static OffPolicySums RowSums(
        OffPolicyLog log,
        TargetPolicy? policy,
        Func<int, int, double>? expected,
        int row,
        double[] scratch
    )
    {
        var eligible = log.EligibleAt(row);
        var (action, reward) = (log.Action[row], log.Reward[row]);
        if (policy is null)
        {
            return new OffPolicySums(1, 1, reward, reward, reward, reward);
        }

        var probabilities = scratch.AsSpan(0, eligible.Length);
        policy(row, eligible, probabilities);
        var (direct, weight) = (0.0, 0.0);
        for (var at = 0; at < eligible.Length; at++)
        {
            if (eligible[at] == action)
            {
                weight = probabilities[at] / log.Propensity[row];
            }

            direct += probabilities[at] > 0 && expected is not null ? probabilities[at] * expected(row, eligible[at]) : 0;
        }

        var robust = direct + (weight * (reward - (expected?.Invoke(row, action) ?? 0)));
        return new OffPolicySums(1, weight, weight * reward, direct, robust, reward);
    }

    private static OffPolicyEstimate Judged(OffPolicyEstimate estimate, bool isLogged, OffPolicyOptions options)
    {
        var (refusals, needed, hopeless) = (new List<string>(), 0.0, false);
        var limits = options.Limits;
        void Refuse(FormattableString sentence) => refusals.Add(sentence.ToString(CultureInfo.InvariantCulture));
        if (isLogged)
        {
            Refuse($"This is the policy that was logged: it is its own baseline.");
            return estimate with { Refusals = refusals };
        }

        if (estimate.EffectiveSampleSize < limits.EffectiveSampleSize)
        {
            Refuse($"The effective sample is {estimate.EffectiveSampleSize:0.00} rows, below the limit of {limits.EffectiveSampleSize:0}.");
            needed = estimate.Rows * limits.EffectiveSampleSize / Math.Max(estimate.EffectiveSampleSize, 1e-9);
        }

        var share = estimate.LargestWeight / Math.Max(estimate.MeanWeight * estimate.Rows, 1e-300);
        if (share > limits.LargestShare)
        {
            Refuse($"One row has {100 * share:0.0} % of all weight, more than the limit of {100 * limits.LargestShare:0} %.");
            needed = Math.Max(needed, estimate.Rows * share / limits.LargestShare);
        }

        if (Math.Abs(estimate.MeanWeight - 1) > limits.MeanWeightOff)
        {
            Refuse(
                $"The mean weight is {estimate.MeanWeight:0.000}, not within {limits.MeanWeightOff:0.00} of 1: propensities are wrong, or some actions never had a chance."
            );
        }

        if (estimate.Difference is { Low: <= 0, High: >= 0 } difference)
        {
            Refuse(
                $"The interval of the difference to what was earned, {difference.Low:0.000000} to {difference.High:0.000000}, covers 0."
            );
            var half = (difference.High - difference.Low) / 2;
            hopeless = Math.Abs(difference.Value) < 1e-12;
            needed = hopeless ? needed : Math.Max(needed, estimate.Rows * Math.Pow(half / difference.Value, 2));
        }

        return estimate with
        {
            Refusals = refusals,
            RowsNeeded = needed > estimate.Rows && !hopeless && needed < 1e15 ? (long)Math.Ceiling(needed) : null,
        };
    }
}
