namespace Marketing.Learning.Policies;

/// <summary>The policy that is asked about.</summary>
/// <param name="row">Row of the log.</param>
/// <param name="eligible">Actions that could have been taken.</param>
/// <param name="probabilities">Shape [eligible]; overwritten; sums to 1.</param>
public delegate void TargetPolicy(int row, ReadOnlySpan<int> eligible, Span<double> probabilities);

/// <summary>Ready-made policies.</summary>
public static class TargetPolicies
{
    /// <summary>Every eligible action alike.</summary>
    public static TargetPolicy Uniform { get; } = static (_, eligible, probabilities) => probabilities.Fill(1.0 / eligible.Length);

    /// <summary>The action that a model expects most of; of equals the first.</summary>
    /// <param name="expected">Expected reward of an action in a row.</param>
    public static TargetPolicy Greedy(Func<int, int, double> expected)
    {
        ArgumentNullException.ThrowIfNull(expected);
        return (row, eligible, probabilities) =>
        {
            var (best, at) = (double.NegativeInfinity, 0);
            for (var place = 0; place < eligible.Length; place++)
            {
                var value = expected(row, eligible[place]);
                (best, at) = value > best ? (value, place) : (best, at);
            }

            probabilities.Clear();
            probabilities[at] = 1;
        };
    }
}
