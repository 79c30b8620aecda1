namespace Marketing.Learning.Clicks.Factorization;

/// <summary>Turns an engine's machine into the numbers that serve.</summary>
internal static class MachineWeights
{
    /// <exception cref="InvalidOperationException">The machine has another shape than its rows, or numbers that are none.</exception>
    public static unsafe FfmWeights Of(FactorizationProblem problem, FfmVocabulary vocabulary, FactorizationMachine machine)
    {
        var (fields, factors) = (problem.Fields, machine.Factors);
        int[] starts = [.. Enumerable.Range(0, fields + 1).Select(field => Enumerable.Range(0, field).Sum(problem.Size))];
        if (
            factors is < 1 or > 64
            || machine.Linear.Length != starts[fields]
            || machine.Vectors.Length != (long)starts[fields] * fields * factors
            || !Array.TrueForAll(machine.Linear, float.IsFinite)
            || !Array.TrueForAll(machine.Vectors, float.IsFinite)
        )
        {
            throw new InvalidOperationException("The engine gave numbers that are none, or not as many as the rows have values.");
        }

        var seen = Seen(problem, starts);
        var weights = new FfmWeights(vocabulary, (factors + 3) / 4 * 4);

        // Only for the sums of squared gradients, which start at 1: the vectors are overwritten.
        weights.Randomize(vocabulary, seed: 0);
        for (var field = 0; field < fields; field++)
        {
            for (var id = 0; id < problem.Size(field); id++)
            {
                var value = starts[field] + id;
                weights.Linear[weights.LinearPlace(field, id)].Weight = seen[value] ? machine.Linear[value] : 0;
            }
        }

        for (var pair = 0; pair < weights.Pairs.Length; pair++)
        {
            var (a, b) = weights.Pairs[pair];
            Copy(weights.A(pair), a, b);
            Copy(weights.B(pair), b, a);
        }

        return weights;

        void Copy(float* to, int field, int other)
        {
            for (var id = 0; id < problem.Size(field); id++)
            {
                var value = starts[field] + id;
                var vector = machine.Vectors.AsSpan(((value * fields) + other) * factors, factors);
                for (var factor = 0; factor < weights.Factors; factor++)
                {
                    to[((nint)id * weights.Stride) + factor] = seen[value] && factor < factors ? vector[factor] : 0;
                }
            }
        }
    }

    /// <summary>
    /// What learning on line needs and no engine hands out: sums of squared gradients, and how much the rows say of each value. A pass of learning with
    /// rates of 0, which changes nothing else.
    /// </summary>
    public static void Remember(FfmWeights weights, ClickTable data, FfmLearner learner, double[] examination, CancellationToken cancel)
    {
        var still = new FfmSettings(
            weights.Factors,
            Rate: 0,
            Regularization: 0,
            LinearRate: 0,
            LinearRegularization: 0,
            Epochs: 1,
            MinCount: 1
        );
        for (var row = 0; row < data.Rows; row++)
        {
            cancel.ThrowIfCancellationRequested();
            var ids = learner.Ids(row);
            var p = Logistic.Sigmoid(weights.LogOdds(ids));
            var counts = data.Weight(row) * PositionModel.WeightOf(examination, data.Position(row), p, data.Clicked(row));
            weights.Learn(ids, (float)(counts * (p - (data.Clicked(row) ? 1 : 0))), (float)(counts * p * (1 - p)), still);
        }
    }

    // What no row has, the engine has left where it began by chance.
    private static bool[] Seen(FactorizationProblem problem, int[] starts)
    {
        var seen = new bool[starts[^1]];
        for (var row = 0; row < problem.Rows; row++)
        {
            for (var field = 0; field < problem.Fields; field++)
            {
                seen[starts[field] + problem.Id(row, field)] = true;
            }
        }

        return seen;
    }
}
