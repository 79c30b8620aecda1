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

    // Fetching the other side's vector takes as long as so many operations a factor: where it is far away in memory, most of the time at 64 factors.
    private const double OfFetching = 32;

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

    public long EstimatedBytes(Histories data)
    {
        if (data is null)
        {
            return 0;
        }

        var factors = Grid.Max(entry => (int)entry["Factors"]);
        return TrainingBytes.Pairs(data, withValues: false)
            + TrainingBytes.Vectors(data.UserCount + (3L * data.ItemCount), factors)
            + AlsSweeps.Bytes(Math.Max(data.UserCount, data.ItemCount), factors, Environment.ProcessorCount);
    }

    /// <summary>An epoch: every pair's outer product in both sweeps, and a Cholesky factor of every row.</summary>
    public double? Operations(Histories data, IReadOnlyDictionary<string, double> settings)
    {
        ArgumentNullException.ThrowIfNull(data);
        var resolved = Setting.Resolve(Algorithm, Settings, settings);
        var factors = resolved["Factors"];
        var ofPairs = 2.0 * data.EventCount * factors * (factors + OfFetching);
        var ofRows = (data.UserCount + (double)data.ItemCount) * factors * factors * factors / 3;
        return resolved["Epochs"] * (ofPairs + ofRows);
    }

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
        var sweeps = new AlsSweeps(itemFactors.Width, weights, control);
        for (var epoch = 0; epoch < epochs; epoch++)
        {
            control.Cancel.ThrowIfCancellationRequested();
            sweeps.Solve(users, itemFactors, userFactors);
            sweeps.Solve(items, userFactors, itemFactors);
            control.Progress?.Invoke((epoch + 1.0) / epochs);
        }

        var gram = itemFactors.Gram(weights.UnobservedWeight, control.Threads, control.Cancel);
        return new AlsRecommender(weights, FactorScan.FromRows(itemFactors), gram, PopularRecommender.Count(items));
    }

    private static Dictionary<string, double> Of(int factors, double regularization, double unobserved) =>
        new()
        {
            ["Factors"] = factors,
            ["Regularization"] = regularization,
            ["UnobservedWeight"] = unobserved,
        };
}
