using System.Globalization;
using Marketing.Learning.Numerics;
using Marketing.Learning.Recommenders.Popular;

namespace Marketing.Learning.Recommenders.Neighbours;

/// <summary>
/// Steck, "Embarrassingly shallow autoencoders for sparse data" (2019): G = XᵀX + λI over binary, distinct pairs, P = G⁻¹, B = −P/diag(P) with
/// zero diagonal. Memory: 4 bytes × items², time: items³ operations; above <see cref="MostItems"/> it refuses.
/// </summary>
internal sealed class EaseTrainer : IRecommenderTrainer
{
    /// <summary>784 MB of weights and 2.7e12 operations: beyond it neither the memory nor the night is spent well.</summary>
    public const int MostItems = 14_000;

    public string Algorithm => EaseRecommender.Name;

    public string Engine => "built-in";

    public IReadOnlyList<Setting> Settings { get; } = [new("L2", 500, 1e-3, 1e6, IsWhole: false, "λ on the diagonal.")];

    public IReadOnlyList<IReadOnlyDictionary<string, double>> Grid { get; } = [Of(500), Of(200), Of(100), Of(1000)];

    public static int Pitch(int itemCount) =>
        (itemCount + SymmetricInverse.Padding - 1) / SymmetricInverse.Padding * SymmetricInverse.Padding;

    public string? WhyNotApplicable(Histories data)
    {
        ArgumentNullException.ThrowIfNull(data);
        var bytes = 4.0 * Pitch(data.ItemCount) * Pitch(data.ItemCount);
        var available = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        return data.ItemCount > MostItems || bytes > .6 * available
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"It needs a weight for every two items: {data.ItemCount:N0} items take {bytes / 1e9:0.0} GB. The limit is {MostItems:N0} items, and 60 % of the {available / 1e9:0.0} GB that this process may use."
            )
            : null;
    }

    public long EstimatedBytes(Histories data) =>
        data is null
            ? 0
            : TrainingBytes.Pairs(data, withValues: false)
                + (5L * Pitch(data.ItemCount) * Pitch(data.ItemCount))
                + SymmetricInverse.ScratchBytes(Pitch(data.ItemCount));

    public double? Operations(Histories data, IReadOnlyDictionary<string, double> settings) =>
        data is null ? 0 : Math.Pow(Pitch(data.ItemCount), 3);

    /// <exception cref="ArgumentException">There are too many items; <see cref="WhyNotApplicable"/> says so beforehand.</exception>
    public IRecommender Train(Histories data, IReadOnlyDictionary<string, double> settings, TrainingControl control)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(control);
        var resolved = Setting.Resolve(Algorithm, Settings, settings);
        if (WhyNotApplicable(data) is { } reason)
        {
            throw new ArgumentException(reason, nameof(data));
        }

        var users = SparseRows.FromHistories(data, int.MaxValue, withValues: false);
        var items = users.Transpose();
        var pitch = Pitch(data.ItemCount);
        var matrix = new AlignedFloats(pitch * pitch);
        Workers.ForRows(
            pitch,
            control.Threads,
            run: 16,
            () => this,
            (item, _) => CountRow(item, users, items, matrix, pitch, resolved["L2"]),
            control.Cancel
        );
        SymmetricInverse.Negated(matrix, pitch, control.Threads, control.Progress, control.Cancel);
        return new EaseRecommender(matrix, pitch, PopularRecommender.Count(items));
    }

    // Whole numbers below 2²⁴ are exact in float: counting in place needs no second matrix.
    private static void CountRow(int item, SparseRows users, SparseRows items, AlignedFloats matrix, int pitch, double l2)
    {
        var row = matrix.Span.Slice(item * pitch, pitch);
        if (item >= items.RowCount)
        {
            row[item] = 1;
            return;
        }

        foreach (var user in items.Columns(item))
        {
            foreach (var other in users.Columns(user))
            {
                row[other]++;
            }
        }

        row[item] += (float)l2;
    }

    private static Dictionary<string, double> Of(double l2) => new() { ["L2"] = l2 };
}
