using System.Numerics.Tensors;
using Marketing.Learning.Recommenders;

namespace Marketing.Learning.Policies;

/// <summary>What was chosen for one position.</summary>
/// <param name="Index">Place in the list of arms.</param>
/// <param name="Propensity">
/// Probability with which this arm came to this position, given those chosen before it. Exact: the choice is drawn from these very
/// probabilities, so that no error of the integral can enter.
/// </param>
public readonly record struct ThompsonPick(int Index, double Propensity);

/// <summary>
/// Thompson sampling by its probabilities: each arm is chosen with the chance that its sampled value would be the highest, P(i) = ∫ fᵢ Π Fⱼ, found
/// by a sum over a grid instead of by drawing values, mixed with a floor for every eligible arm. The draw then comes from P itself.
/// </summary>
public static class ThompsonChoice
{
    private const int MostContenders = 64;
    private const double Reach = WinningChances.Reach;

    /// <summary>Chooses arms for the positions 1, 2, …, none twice.</summary>
    /// <param name="arms">The eligible ads, in an order that does not change on a retry.</param>
    /// <param name="positions">At most so many are chosen.</param>
    /// <param name="floorShare">Share of the choices spread evenly over all eligible arms, 0 to 1: each has at least this / number of arms.</param>
    /// <param name="seed">The same seed and arms give the same choice.</param>
    public static IReadOnlyList<ThompsonPick> Choose(IReadOnlyList<Arm> arms, int positions, double floorShare, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(arms);
        ArgumentOutOfRangeException.ThrowIfNegative(positions);
        var left = Enumerable.Range(0, arms.Count).ToList();
        var picks = new List<ThompsonPick>(Math.Min(positions, arms.Count));
        while (picks.Count < positions && left.Count > 0)
        {
            var probabilities = Probabilities([.. left.Select(index => arms[index])], floorShare);
            var at = Draw(probabilities, SplitMix64.Uniform(seed, (ulong)picks.Count));
            picks.Add(new ThompsonPick(left[at], probabilities[at]));
            left.RemoveAt(at);
        }

        return picks;
    }

    /// <summary>Probability of each arm to be chosen for one position; they sum to 1.</summary>
    /// <param name="arms">At least one; finite numbers.</param>
    /// <param name="floorShare">As in <see cref="Choose"/>.</param>
    /// <exception cref="ArgumentException">There is no arm, or one is not finite.</exception>
    public static double[] Probabilities(ReadOnlySpan<Arm> arms, double floorShare)
    {
        if (!(floorShare is >= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(floorShare), floorShare, "Must be from 0 to 1.");
        }

        if (arms.Length == 0)
        {
            throw new ArgumentException("There is nothing to choose from.", nameof(arms));
        }

        foreach (var arm in arms)
        {
            if (!double.IsFinite(arm.LogOdds + arm.Deviation + arm.Worth + arm.Offset) || arm.Deviation < 0 || arm.Worth < 0)
            {
                throw new ArgumentException($"An arm is not usable: {arm}.", nameof(arms));
            }
        }

        var probabilities = new double[arms.Length];
        var contenders = Contenders(arms);
        var shares = Shares(arms, contenders);
        for (var at = 0; at < contenders.Length; at++)
        {
            probabilities[contenders[at]] = (1 - floorShare) * shares[at];
        }

        for (var arm = 0; arm < arms.Length; arm++)
        {
            probabilities[arm] += floorShare / arms.Length;
        }

        return probabilities;
    }

    /// <summary>The arm at a point of the cumulated probabilities.</summary>
    internal static int Draw(ReadOnlySpan<double> probabilities, double uniform)
    {
        var last = 0;
        for (var arm = 0; arm < probabilities.Length; arm++)
        {
            if (probabilities[arm] > 0)
            {
                last = arm;
                uniform -= probabilities[arm];
                if (uniform < 0)
                {
                    return arm;
                }
            }
        }

        return last; // the sum fell short of 1 by rounding
    }

    // Those whose best reaches the best of the worst; of too many, those with the highest chance to come first.
    private static int[] Contenders(ReadOnlySpan<Arm> arms)
    {
        var batch = new ArmBatch(arms);
        var (values, optimistic) = (new double[batch.Width], new double[batch.Width]);
        batch.ValueAt(-Reach, values);
        var floor = TensorPrimitives.Max<double>(values);
        batch.ValueAt(Reach, values);
        batch.ValueAt(2, optimistic);
        Span<int> contenders = stackalloc int[MostContenders];
        var heap = new TopHeap<double>(contenders, stackalloc double[MostContenders]);
        for (var arm = 0; arm < arms.Length; arm++)
        {
            if (values[arm] >= floor)
            {
                heap.Offer(arm, optimistic[arm]);
            }
        }

        return contenders[..heap.Finish()].ToArray();
    }

    private static double[] Shares(ReadOnlySpan<Arm> arms, int[] contenders)
    {
        var chosen = new Arm[contenders.Length];
        for (var at = 0; at < chosen.Length; at++)
        {
            chosen[at] = arms[contenders[at]];
        }

        return chosen.Length == 1 ? [1] : WinningChances.Of(chosen);
    }
}
