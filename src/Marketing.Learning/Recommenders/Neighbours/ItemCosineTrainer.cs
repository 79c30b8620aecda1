using Marketing.Learning.Numerics;
using Marketing.Learning.Recommenders.Popular;

namespace Marketing.Learning.Recommenders.Neighbours;

/// <summary>
/// Item-to-item cosine |Ui∩Uj| / (√(|Ui||Uj|) + shrink) by inverted index: an item's users, and those users' items. Cost: the sum over
/// users of their item count squared, which the cap on a user's newest events keeps linear in the interactions.
/// </summary>
internal sealed class ItemCosineTrainer : IRecommenderTrainer
{
    public string Algorithm => ItemCosineRecommender.Name;

    public string Engine => "built-in";

    private const int MostEvents = 5_000;

    public IReadOnlyList<Setting> Settings { get; } =
    [
        new("Neighbours", 200, 1, 10_000, IsWhole: true, "Most similar items kept for each item."),
        new("Shrink", 10, 0, 10_000, IsWhole: false, "Added to the denominator: distrust of items with few users."),
        new("EventsPerUser", MostEvents, 10, 1_000_000, IsWhole: true, "Newest events of a user that count."),
    ];

    public IReadOnlyList<IReadOnlyDictionary<string, double>> Grid { get; } =
    [Of(200, 10), Of(200, 0), Of(50, 10), Of(1000, 10), Of(200, 50)];

    public string? WhyNotApplicable(Histories data) => null;

    public long EstimatedBytes(Histories data) =>
        data is null
            ? 0
            : TrainingBytes.Pairs(data, withValues: false)
                + TrainingBytes.Lists(data, Grid.Max(entry => (int)entry["Neighbours"]), MostEvents);

    public IRecommender Train(Histories data, IReadOnlyDictionary<string, double> settings, TrainingControl control)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(control);
        var resolved = Setting.Resolve(Algorithm, Settings, settings);
        var users = SparseRows.FromHistories(data, (int)resolved["EventsPerUser"], withValues: false);
        var items = users.Transpose();
        var nearest = new Nearest(items.RowCount, (int)resolved["Neighbours"]);
        var shrink = resolved["Shrink"];
        Workers.ForRows(
            items.RowCount,
            control.Threads,
            run: 16,
            () => new Counts(items.RowCount),
            (item, counts) =>
            {
                counts.CountTogether(item, users, items);
                counts.Similarities(item, items, shrink);
                nearest.Keep(item, counts.Touched, counts.Scores);
                counts.Clear();
            },
            control.Cancel
        );
        control.Progress?.Invoke(1);
        return new ItemCosineRecommender(nearest.ByNeighbour(), PopularRecommender.Count(items));
    }

    private static Dictionary<string, double> Of(int neighbours, double shrink) =>
        new() { ["Neighbours"] = neighbours, ["Shrink"] = shrink };

    /// <summary>One worker's counters, sparse in use: only touched places are read and cleared.</summary>
    private sealed class Counts(int itemCount)
    {
        private readonly int[] _together = new int[itemCount];
        private readonly int[] _touched = new int[itemCount];
        private readonly float[] _scores = new float[itemCount];
        private int _count;

        public ReadOnlySpan<int> Touched => _touched.AsSpan(0, _count);

        public ReadOnlySpan<float> Scores => _scores.AsSpan(0, _count);

        public void CountTogether(int item, SparseRows users, SparseRows items)
        {
            foreach (var user in items.Columns(item))
            {
                foreach (var other in users.Columns(user))
                {
                    if (_together[other]++ == 0)
                    {
                        _touched[_count++] = other;
                    }
                }
            }

            _together[item] = 0;
            var self = Touched.IndexOf(item);
            if (self >= 0)
            {
                _touched[self] = _touched[--_count];
            }
        }

        public void Similarities(int item, SparseRows items, double shrink)
        {
            for (var at = 0; at < _count; at++)
            {
                var other = _touched[at];
                var norm = Math.Sqrt((double)items.Length(item) * items.Length(other));
                _scores[at] = (float)(_together[other] / (norm + shrink));
            }
        }

        public void Clear()
        {
            foreach (var other in Touched)
            {
                _together[other] = 0;
            }

            _count = 0;
        }
    }
}
