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

    private const int Looks = 32;
    private const int Cells = 64;

    /// <param name="arms">At least one.</param>
    /// <returns>Sums to 1.</returns>
    public static double[] Of(ReadOnlySpan<Arm> arms)
    {
        var (batch, count) = (new ArmBatch(arms), arms.Length);
        var edges = Edges(arms, batch);
        var (before, after, shares) = (new double[batch.Width], new double[batch.Width], new double[batch.Width]);
        var (means, parts) = (new double[batch.Width], new double[batch.Width]);
        for (var edge = 0; edge < edges.Count; edge++)
        {
            if (edge == edges.Count - 1)
            {
                after.AsSpan().Fill(1);
            }
            else
            {
                batch.Cumulative(edges[edge], after);
            }

            AddCell();
            (before, after) = (after, before);
        }

        shares = shares[..count];
        var sum = shares.Sum();
        return sum > 0 ? Array.ConvertAll(shares, share => share / sum) : Array.ConvertAll(shares, _ => 1.0 / shares.Length);

        void AddCell()
        {
            TensorPrimitives.Add(before, after, means);
            TensorPrimitives.Multiply(means, .5, means);
            means.AsSpan(count).Fill(1); // what fills up the batch is in no product
            var product = ArmBatch.Product(means);
            if (product > 0)
            {
                TensorPrimitives.Subtract(after, before, parts);
                TensorPrimitives.Multiply(parts, product, parts);
                TensorPrimitives.Divide(parts, means, parts);
                TensorPrimitives.Add(shares, parts, shares);
            }
        }
    }

    // Twice a look at even steps, the second where the highest value is; then edges at even steps of its distribution. A sure arm is a step in that
    // distribution and gets a cell of its own.
    private static List<double> Edges(ReadOnlySpan<Arm> arms, ArmBatch batch)
    {
        var (low, high) = (double.NegativeInfinity, double.NegativeInfinity);
        var edges = new List<double>(Cells + 8);
        foreach (var arm in arms)
        {
            low = Math.Max(low, arm.ValueAt(-Reach));
            high = Math.Max(high, arm.ValueAt(Reach));
            if (arm.IsSure)
            {
                edges.Add(Math.BitDecrement(arm.ValueAt(0)));
                edges.Add(arm.ValueAt(0));
            }
        }

        var (at, mass) = Look(batch, low, high);
        var first = Math.Max(0, Array.FindIndex(mass, m => m > 1e-4) - 1);
        var last = Array.FindIndex(mass, m => m > 1 - 1e-4);
        (at, mass) = Look(batch, at[first], last < 0 ? high : at[last]);
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

    private static (double[] At, double[] Mass) Look(ArmBatch batch, double low, double high)
    {
        var (at, mass, chances) = (new double[Looks], new double[Looks], new double[batch.Width]);
        for (var look = 0; look < Looks; look++)
        {
            at[look] = low + ((high - low) * look / (Looks - 1));
            batch.Cumulative(at[look], chances);
            mass[look] = ArmBatch.Product(chances);
        }

        return (at, mass);
    }
}
