using System.Buffers;
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
            var pick = ChooseOne([.. left.Select(index => arms[index])], floorShare, SplitMix64.Uniform(seed, (ulong)picks.Count));
            picks.Add(pick with { Index = left[pick.Index] });
            left.RemoveAt(pick.Index);
        }

        return picks;
    }

    /// <summary>Chooses for the first position.</summary>
    /// <param name="arms">As in <see cref="Probabilities"/>.</param>
    /// <param name="floorShare">As in <see cref="Choose"/>.</param>
    /// <param name="uniform">The draw, in [0, 1).</param>
    public static ThompsonPick ChooseOne(ReadOnlySpan<Arm> arms, double floorShare, double uniform)
    {
        var memory = ArrayPool<double>.Shared.Rent(arms.Length);
        var probabilities = memory.AsSpan(0, arms.Length);
        Fill(arms, floorShare, probabilities);
        var at = Draw(probabilities, uniform);
        var pick = new ThompsonPick(at, probabilities[at]);
        ArrayPool<double>.Shared.Return(memory);
        return pick;
    }

    /// <summary>Probability of each arm to be chosen for one position; they sum to 1.</summary>
    /// <param name="arms">At least one; finite numbers.</param>
    /// <param name="floorShare">As in <see cref="Choose"/>.</param>
    /// <exception cref="ArgumentException">There is no arm, or one is not finite.</exception>
    public static double[] Probabilities(ReadOnlySpan<Arm> arms, double floorShare)
    {
        var probabilities = new double[arms.Length];
        Fill(arms, floorShare, probabilities);
        return probabilities;
    }

    private static void Fill(ReadOnlySpan<Arm> arms, double floorShare, Span<double> probabilities)
    {
        if (!(floorShare is >= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(floorShare), floorShare, "Must be from 0 to 1.");
        }

        if (arms.Length == 0)
        {
            throw new ArgumentException("There is nothing to choose from.", nameof(arms));
        }

        foreach (ref readonly var arm in arms)
        {
            if (!double.IsFinite(arm.LogOdds + arm.Deviation + arm.Worth + arm.Offset) || arm.Deviation < 0 || arm.Worth < 0)
            {
                throw new ArgumentException($"An arm is not usable: {arm}.", nameof(arms));
            }
        }

        Span<int> contenders = stackalloc int[WinningChances.MostArms];
        contenders = contenders[..Contenders(arms, contenders)];
        Span<double> shares = stackalloc double[contenders.Length];
        Shares(arms, contenders, shares);
        probabilities.Clear();
        for (var at = 0; at < contenders.Length; at++)
        {
            probabilities[contenders[at]] = (1 - floorShare) * shares[at];
        }

        for (var arm = 0; arm < arms.Length; arm++)
        {
            probabilities[arm] += floorShare / arms.Length;
        }
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
    private static int Contenders(ReadOnlySpan<Arm> arms, Span<int> contenders)
    {
        using var batch = new ArmBatch(arms);
        var memory = ArrayPool<double>.Shared.Rent(2 * batch.Width);
        var values = memory.AsSpan(0, batch.Width);
        var optimistic = memory.AsSpan(batch.Width, batch.Width);
        batch.ValueAt(-Reach, values);
        var floor = TensorPrimitives.Max<double>(values);
        batch.ValueAt(Reach, values);
        batch.ValueAt(2, optimistic);
        var heap = new TopHeap<double>(contenders, stackalloc double[contenders.Length]);
        for (var arm = 0; arm < arms.Length; arm++)
        {
            if (values[arm] >= floor)
            {
                heap.Offer(arm, optimistic[arm]);
            }
        }

        ArrayPool<double>.Shared.Return(memory);
        return heap.Finish();
    }

    private static void Shares(ReadOnlySpan<Arm> arms, ReadOnlySpan<int> contenders, Span<double> shares)
    {
        if (contenders.Length == 1)
        {
            shares[0] = 1;
            return;
        }

        Span<Arm> chosen = stackalloc Arm[contenders.Length];
        for (var at = 0; at < chosen.Length; at++)
        {
            chosen[at] = arms[contenders[at]];
        }

        WinningChances.Of(chosen, shares);
    }
}
