using Marketing.Learning.Numerics;
using Marketing.Learning.Recommenders.Popular;

namespace Marketing.Learning.Recommenders.Sequences;

/// <summary>
/// A[a, b] = Σ 1/gap over the places where b comes gap = 1 to Steps events after a in a user's history; repeats are kept, nothing is
/// normalised. Cost: events × Steps.
/// </summary>
internal sealed class TransitionsTrainer : IRecommenderTrainer
{
    public string Algorithm => TransitionsRecommender.Name;

    public string Engine => "built-in";

    public IReadOnlyList<Setting> Settings { get; } =
    [
        new("Steps", 5, 1, 50, IsWhole: true, "Longest gap that counts, and how many of the newest events ask."),
        new("Decay", .6, 0, 1, IsWhole: false, "Weight of an event against the next newer one."),
    ];

    public IReadOnlyList<IReadOnlyDictionary<string, double>> Grid { get; } = [Of(5, .6), Of(5, .8), Of(10, .6), Of(10, .8), Of(20, .9)];

    public string? WhyNotApplicable(Histories data) => null;

    public long EstimatedBytes(Histories data) =>
        data is null ? 0 : TrainingBytes.Pairs(data, withValues: false) + TrainingBytes.Steps(data, Grid.Max(entry => (int)entry["Steps"]));

    public IRecommender Train(Histories data, IReadOnlyDictionary<string, double> settings, TrainingControl control)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(control);
        var resolved = Setting.Resolve(Algorithm, Settings, settings);
        control.Cancel.ThrowIfCancellationRequested();
        var steps = (int)resolved["Steps"];
        var follows = Follows(data, steps, control);
        control.Progress?.Invoke(1);
        var users = SparseRows.FromHistories(data, int.MaxValue, withValues: false);
        return new TransitionsRecommender(steps, resolved["Decay"], follows, PopularRecommender.Count(users.Transpose()));
    }

    /// <summary>A, by up to <paramref name="steps"/> events of distance. Shape [items × items].</summary>
    internal static SparseRows Follows(Histories data, int steps, TrainingControl control) =>
        Sum(data.ItemCount, Pairs(data, steps), control);

    /// <summary>Every (a, b, gap) in the order of the users, gathered by a: shape [items + 1], [pairs], [pairs].</summary>
    private static (int[] Starts, int[] Next, float[] Weights) Pairs(Histories data, int steps)
    {
        var starts = new int[data.ItemCount + 1];
        for (var user = 0; user < data.UserCount; user++)
        {
            var items = data[user].Items;
            for (var at = 0; at < items.Length; at++)
            {
                starts[items[at] + 1] = checked(starts[items[at] + 1] + Math.Min(steps, items.Length - 1 - at));
            }
        }

        for (var item = 0; item < data.ItemCount; item++)
        {
            starts[item + 1] = checked(starts[item + 1] + starts[item]);
        }

        var (ends, next, weights) = (starts[..^1], new int[starts[^1]], new float[starts[^1]]);
        for (var user = 0; user < data.UserCount; user++)
        {
            var items = data[user].Items;
            for (var at = 0; at < items.Length; at++)
            {
                for (var gap = 1; gap <= Math.Min(steps, items.Length - 1 - at); gap++)
                {
                    var place = ends[items[at]]++;
                    (next[place], weights[place]) = (items[at + gap], 1f / gap);
                }
            }
        }

        return (starts, next, weights);
    }

    private static SparseRows Sum(int itemCount, (int[] Starts, int[] Next, float[] Weights) pairs, TrainingControl control)
    {
        var (columns, values) = (new int[itemCount][], new float[itemCount][]);
        Workers.ForRows(
            itemCount,
            control.Threads,
            run: 64,
            () => new double[itemCount],
            (item, sums) =>
            {
                var next = pairs.Next.AsSpan(pairs.Starts[item]..pairs.Starts[item + 1]);
                for (var at = 0; at < next.Length; at++)
                {
                    sums[next[at]] += pairs.Weights[pairs.Starts[item] + at];
                }

                var distinct = next.ToArray().Distinct().Order().ToArray();
                columns[item] = distinct;
                values[item] = Array.ConvertAll(distinct, column => (float)sums[column]);
                foreach (var column in distinct)
                {
                    sums[column] = 0;
                }
            },
            control.Cancel
        );
        var starts = new int[itemCount + 1];
        for (var item = 0; item < itemCount; item++)
        {
            starts[item + 1] = starts[item] + columns[item].Length;
        }

        return new SparseRows(itemCount, starts, [.. columns.SelectMany(row => row)], [.. values.SelectMany(row => row)]);
    }

    private static Dictionary<string, double> Of(int steps, double decay) => new() { ["Steps"] = steps, ["Decay"] = decay };
}
