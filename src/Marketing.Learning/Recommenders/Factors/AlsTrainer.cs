using Marketing.Learning.Numerics;
using Marketing.Learning.Recommenders.Popular;

namespace Marketing.Learning.Recommenders.Factors;

/// <summary>
/// Matrix factorization for implicit feedback by alternating least squares: Hu, Koren and Volinsky, "Collaborative filtering for implicit
/// feedback datasets" (2008), with the weights of Rendle et al., "Revisiting the performance of iALS on item recommendation benchmarks" (2021):
/// Σ_observed c(ŷ − 1)² + α₀·Σ_all ŷ² + λ·Σ_u (Σc + α₀·|I|)‖w_u‖² + λ·Σ_i (Σc + α₀·|U|)‖h_i‖².
/// Every row is solved exactly and by itself, so threads never show in the result. Work an epoch: pairs × factors², and (users + items) × factors³/3.
/// </summary>
internal sealed class AlsTrainer : IRecommenderTrainer
{
    private const double UnseenForSeen = 10;

    public string Algorithm => AlsRecommender.Name;

    public string Engine => "built-in";

    public IReadOnlyList<Setting> Settings { get; } =
    [
        new("Factors", 64, 1, 1024, IsWhole: true, "Length of a vector. Memory: 4 bytes × factors × (users + items)."),
        new("Regularization", .01, 0, 100, IsWhole: false, "λ, scaled by how often a user or item occurs."),
        new("UnobservedWeight", .2, 1e-6, 100, IsWhole: false, "α₀: how much a pair that never met counts as a no."),
        new("Alpha", 0, 0, 1000, IsWhole: false, "Confidence per unit of weight; 0 counts every pair the same."),
        new("Epochs", 12, 1, 1000, IsWhole: true, "Sweeps over users and items."),
    ];

    public IReadOnlyList<IReadOnlyDictionary<string, double>> Grid { get; } =
    [
        Of(64, .01, .2),
        Of(128, .01, .2),
        Of(128, .01, .4),
        // λ is scaled by α₀ × the other side's size: wide catalogues with short histories want both small, and many factors.
        Of(128, .003, .1),
        Of(128, .003, .02),
        Of(128, .01, .005),
        Of(256, .003, .01),
    ];

    /// <summary>
    /// The weight of what never met is only right against what did: α₀·|I| near ten times a user's events comes first, between the settings that Rendle et al.
    /// (2021, 2022) found on three data sets (5 to 35 times). 0.2 on 12,000 items leaves eight events a user nothing to say.
    /// </summary>
    public IReadOnlyList<IReadOnlyDictionary<string, double>> GridFor(Histories data)
    {
        ArgumentNullException.ThrowIfNull(data);
        var wanted = UnseenForSeen * Math.Max(1, data.EventCount) / Math.Max(1, data.UserCount) / Math.Max(1, data.ItemCount);
        return [.. Grid.OrderBy(entry => Math.Abs(Math.Log(entry["UnobservedWeight"] / wanted)))];
    }

    public string? WhyNotApplicable(Histories data) => null;

    public long EstimatedBytes(Histories data) =>
        data is null
            ? 0
            : TrainingBytes.Pairs(data, withValues: false)
                + TrainingBytes.Vectors(data.UserCount + (3L * data.ItemCount), Grid.Max(entry => (int)entry["Factors"]));

    public IRecommender Train(Histories data, IReadOnlyDictionary<string, double> settings, TrainingControl control)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(control);
        var resolved = Setting.Resolve(Algorithm, Settings, settings);
        var weights = new AlsSettings(resolved["Regularization"], resolved["UnobservedWeight"], resolved["Alpha"]);
        var users = SparseRows.FromHistories(data, int.MaxValue, withValues: weights.Alpha > 0);
        var items = users.Transpose();
        var (factors, epochs) = ((int)resolved["Factors"], (int)resolved["Epochs"]);
        var userFactors = new FactorMatrix(users.RowCount, factors);
        var itemFactors = new FactorMatrix(items.RowCount, factors);
        itemFactors.Randomize(control.Seed, .1 / Math.Sqrt(factors));
        for (var epoch = 0; epoch < epochs; epoch++)
        {
            control.Cancel.ThrowIfCancellationRequested();
            Sweep(users, itemFactors, userFactors, weights, control);
            Sweep(items, userFactors, itemFactors, weights, control);
            control.Progress?.Invoke((epoch + 1.0) / epochs);
        }

        var gram = itemFactors.Gram(weights.UnobservedWeight, control.Threads, control.Cancel);
        return new AlsRecommender(weights, FactorScan.FromRows(itemFactors), gram, PopularRecommender.Count(items));
    }

    /// <summary>Solves every row of one side against the other.</summary>
    internal static void Sweep(SparseRows rows, FactorMatrix from, FactorMatrix to, AlsSettings weights, TrainingControl control)
    {
        var gram = from.Gram(weights.UnobservedWeight, control.Threads, control.Cancel);
        Workers.ForRows(
            rows.RowCount,
            control.Threads,
            run: 8,
            () => new AlsRowSolver(from.Width),
            (row, solver) =>
            {
                var entries = rows.Columns(row);
                if (entries.IsEmpty)
                {
                    to[row].Clear();
                    return;
                }

                var values = rows.Values(row);
                var confidences = 0.0;
                solver.Begin(gram);
                for (var at = 0; at < entries.Length; at++)
                {
                    if (values.IsEmpty)
                    {
                        confidences++;
                        from[entries[at]].CopyTo(solver.NextVector());
                        solver.Add(1);
                    }
                    else
                    {
                        var confidence = weights.Confidence(values[at]);
                        confidences += confidence;
                        var root = MathF.Sqrt(confidence);
                        System.Numerics.Tensors.TensorPrimitives.Multiply(from[entries[at]], root, solver.NextVector());
                        solver.Add(root);
                    }
                }

                solver.Factor(weights.Ridge(confidences, from.RowCount));
                solver.Solve(to[row]);
            },
            control.Cancel
        );
    }

    private static Dictionary<string, double> Of(int factors, double regularization, double unobserved) =>
        new()
        {
            ["Factors"] = factors,
            ["Regularization"] = regularization,
            ["UnobservedWeight"] = unobserved,
        };
}
