namespace Marketing.Learning.Policies;

/// <summary>
/// The chance of each arm that its value is the highest: ∫ dFᵢ Πⱼ≠ᵢ Fⱼ as a sum over cells, each other arm at the mean of its ends. The cells are
/// laid so that the highest value falls into each about equally often.
/// </summary>
internal static class WinningChances
{
    /// <summary>Standard deviations beyond which an arm is not followed.</summary>
    public const double Reach = 4.5;

    private const int Looks = 32;
    private const int Cells = 64;

    /// <param name="arms">At least one.</param>
    /// <returns>Sums to 1.</returns>
    public static double[] Of(ReadOnlySpan<Arm> arms)
    {
        var edges = Edges(arms);
        var (before, after, shares) = (new double[arms.Length], new double[arms.Length], new double[arms.Length]);
        for (var edge = 0; edge < edges.Count; edge++)
        {
            for (var arm = 0; arm < arms.Length; arm++)
            {
                after[arm] = edge == edges.Count - 1 ? 1 : arms[arm].Cumulative(edges[edge]);
            }

            AddCell(before, after, shares);
            (before, after) = (after, before);
        }

        var sum = shares.Sum();
        return sum > 0 ? Array.ConvertAll(shares, share => share / sum) : Array.ConvertAll(shares, _ => 1.0 / shares.Length);
    }

    private static void AddCell(double[] before, double[] after, double[] shares)
    {
        var product = 1.0;
        for (var arm = 0; arm < after.Length; arm++)
        {
            product *= (before[arm] + after[arm]) / 2;
        }

        for (var arm = 0; arm < after.Length && product > 0; arm++)
        {
            shares[arm] += (after[arm] - before[arm]) * product / ((before[arm] + after[arm]) / 2);
        }
    }

    // Twice a look at even steps, the second where the highest value is; then edges at even steps of its distribution. A sure arm is a step in that
    // distribution and gets a cell of its own.
    private static List<double> Edges(ReadOnlySpan<Arm> arms)
    {
        var (low, high) = (double.NegativeInfinity, double.NegativeInfinity);
        var edges = new List<double>(Cells + 8);
        foreach (var arm in arms)
        {
            low = Math.Max(low, arm.ValueAt(-Reach));
            high = Math.Max(high, arm.ValueAt(Reach));
            if (arm.Worth <= 0 || arm.Deviation <= 0)
            {
                edges.Add(Math.BitDecrement(arm.ValueAt(0)));
                edges.Add(arm.ValueAt(0));
            }
        }

        var (at, mass) = Look(arms, low, high);
        var first = Math.Max(0, Array.FindIndex(mass, m => m > 1e-4) - 1);
        var last = Array.FindIndex(mass, m => m > 1 - 1e-4);
        (at, mass) = Look(arms, at[first], last < 0 ? high : at[last]);
        edges.Add(at[0]);
        for (var (cell, look) = (1, 1); cell < Cells && look < Looks; )
        {
            var wanted = mass[0] + ((mass[^1] - mass[0]) * cell / Cells);
            if (mass[look] < wanted)
            {
                look++;
                continue;
            }

            var share = mass[look] > mass[look - 1] ? (wanted - mass[look - 1]) / (mass[look] - mass[look - 1]) : 1;
            edges.Add(at[look - 1] + (share * (at[look] - at[look - 1])));
            cell++;
        }

        edges.Add(at[^1]);
        edges.Sort();
        edges.Add(double.PositiveInfinity);
        return edges;
    }

    private static (double[] At, double[] Mass) Look(ReadOnlySpan<Arm> arms, double low, double high)
    {
        var (at, mass) = (new double[Looks], new double[Looks]);
        for (var look = 0; look < Looks; look++)
        {
            at[look] = low + ((high - low) * look / (Looks - 1));
            mass[look] = 1;
            foreach (var arm in arms)
            {
                mass[look] *= arm.Cumulative(at[look]);
            }
        }

        return (at, mass);
    }
}
