using System.Numerics.Tensors;

namespace Marketing.Learning.Policies;

/// <summary>
/// The chance of each arm that its value is the highest: ∫ dFᵢ Πⱼ≠ᵢ Fⱼ as a sum over cells, each other arm at the mean of its ends. The cells are
/// laid so that the highest value falls into each about equally often.
/// </summary>
internal static class WinningChances
{
    /// <summary>Standard deviations beyond which an arm is not followed.</summary>
    public const double Reach = 4.5;

    /// <summary>Most arms that are told apart.</summary>
    public const int MostArms = 64;

    private const int Looks = 32;
    private const int Cells = 64;

    // The ends, the inner edges, and two for each sure arm.
    private const int MostEdges = Cells + 2 + (2 * MostArms);

    /// <param name="arms">At least one, at most <see cref="MostArms"/>.</param>
    /// <param name="chances">Receives the chances, which sum to 1. Shape [arms].</param>
    public static void Of(ReadOnlySpan<Arm> arms, Span<double> chances)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(arms.Length, MostArms);
        using var batch = new ArmBatch(arms);
        Span<double> edges = stackalloc double[MostEdges];
        edges = edges[..Edges(arms, batch, edges)];
        Span<double> before = stackalloc double[batch.Width];
        Span<double> after = stackalloc double[batch.Width];
        Span<double> shares = stackalloc double[batch.Width];
        Span<double> means = stackalloc double[batch.Width];
        Span<double> parts = stackalloc double[batch.Width];
        before.Clear();
        shares.Clear();
        for (var edge = 0; edge < edges.Length; edge++)
        {
            if (edge == edges.Length - 1)
            {
                after.Fill(1);
            }
            else
            {
                batch.Cumulative(edges[edge], after);
            }

            TensorPrimitives.Add(before, after, means);
            TensorPrimitives.Multiply(means, .5, means);
            means[arms.Length..].Fill(1); // what fills up the batch is in no product
            var product = ArmBatch.Product(means);
            if (product > 0)
            {
                TensorPrimitives.Subtract(after, before, parts);
                TensorPrimitives.Multiply(parts, product, parts);
                TensorPrimitives.Divide(parts, means, parts);
                TensorPrimitives.Add(shares, parts, shares);
            }

            var last = before;
            before = after;
            after = last;
        }

        var sum = 0.0;
        foreach (var share in shares[..arms.Length])
        {
            sum += share;
        }

        for (var arm = 0; arm < arms.Length; arm++)
        {
            chances[arm] = sum > 0 ? shares[arm] / sum : 1.0 / arms.Length;
        }
    }

    // Twice a look at even steps, the second where the highest value is; then edges at even steps of its distribution. A sure arm is a step in that
    // distribution and gets a cell of its own.
    private static int Edges(ReadOnlySpan<Arm> arms, in ArmBatch batch, Span<double> edges)
    {
        var (low, high, count) = (double.NegativeInfinity, double.NegativeInfinity, 0);
        foreach (var arm in arms)
        {
            low = Math.Max(low, arm.ValueAt(-Reach));
            high = Math.Max(high, arm.ValueAt(Reach));
            if (arm.IsSure)
            {
                edges[count++] = Math.BitDecrement(arm.ValueAt(0));
                edges[count++] = arm.ValueAt(0);
            }
        }

        Span<double> at = stackalloc double[Looks];
        Span<double> mass = stackalloc double[Looks];
        Look(batch, low, high, at, mass);
        var first = Math.Max(0, FirstAbove(mass, 1e-4) - 1);
        var last = FirstAbove(mass, 1 - 1e-4);
        Look(batch, at[first], last < 0 ? high : at[last], at, mass);
        edges[count++] = at[0];
        for (var (cell, look) = (1, 1); cell < Cells && look < Looks; )
        {
            var wanted = mass[0] + ((mass[^1] - mass[0]) * cell / Cells);
            if (mass[look] < wanted)
            {
                look++;
                continue;
            }

            var share = mass[look] > mass[look - 1] ? (wanted - mass[look - 1]) / (mass[look] - mass[look - 1]) : 1;
            edges[count++] = at[look - 1] + (share * (at[look] - at[look - 1]));
            cell++;
        }

        edges[count++] = at[^1];
        edges[..count].Sort();
        edges[count++] = double.PositiveInfinity;
        return count;
    }

    private static int FirstAbove(ReadOnlySpan<double> mass, double bound)
    {
        for (var at = 0; at < mass.Length; at++)
        {
            if (mass[at] > bound)
            {
                return at;
            }
        }

        return -1;
    }

    private static void Look(in ArmBatch batch, double low, double high, Span<double> at, Span<double> mass)
    {
        Span<double> chances = stackalloc double[batch.Width];
        for (var look = 0; look < at.Length; look++)
        {
            at[look] = low + ((high - low) * look / (at.Length - 1));
            batch.Cumulative(at[look], chances);
            mass[look] = ArmBatch.Product(chances);
        }
    }
}
