using Marketing.Learning.Numerics;

namespace Marketing.Learning.Recommenders.Neighbours;

/// <summary>Keeps the users' items; the neighbours are found when a history asks.</summary>
internal sealed class UserNeighbourTrainer(UserSimilarity similarity) : IRecommenderTrainer
{
    private static readonly Setting Neighbours = new("Neighbours", 100, 1, 100_000, IsWhole: true, "Nearest users whose items count.");

    private static readonly Setting Shrink = new("Shrink", 10, 0, 10_000, IsWhole: false, "Distrust of users with few items in common.");

    private static readonly Setting[] Caps =
    [
        new("EventsPerUser", 5_000, 10, 1_000_000, IsWhole: true, "Newest events of a user that count."),
        new("UsersPerItem", 50_000, 10, 10_000_000, IsWhole: true, "Users of an item looked at, evenly chosen when it has more."),
    ];

    public string Algorithm =>
        similarity is UserSimilarity.Cosine ? UserNeighbourRecommender.CosineName : UserNeighbourRecommender.PearsonName;

    public string Engine => "built-in";

    public IReadOnlyList<Setting> Settings { get; } =
        similarity is UserSimilarity.Cosine ? [Neighbours, .. Caps] : [Neighbours with { Default = 80 }, Shrink, .. Caps];

    public IReadOnlyList<IReadOnlyDictionary<string, double>> Grid { get; } =
        similarity is UserSimilarity.Cosine ? [Of(100), Of(50), Of(200), Of(400)] : [Of(80, 10), Of(80, 30), Of(200, 10), Of(200, 30)];

    public string? WhyNotApplicable(Histories data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return similarity is UserSimilarity.Pearson && !AnyoneVaries(data)
            ? "Pearson correlation needs values that differ (ratings, or events of different weight), and nobody's do."
            : null;
    }

    public long EstimatedBytes(Histories data) =>
        data is null ? 0 : TrainingBytes.Pairs(data, withValues: similarity is UserSimilarity.Pearson);

    public IRecommender Train(Histories data, IReadOnlyDictionary<string, double> settings, TrainingControl control)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(control);
        var resolved = Setting.Resolve(Algorithm, Settings, settings);
        var users = SparseRows.FromHistories(data, (int)resolved["EventsPerUser"], withValues: similarity is UserSimilarity.Pearson);
        control.Cancel.ThrowIfCancellationRequested();
        control.Progress?.Invoke(1);
        return new UserNeighbourRecommender(
            similarity,
            users,
            (int)resolved["Neighbours"],
            similarity is UserSimilarity.Pearson ? resolved["Shrink"] : 0,
            (int)resolved["UsersPerItem"]
        );
    }

    private static bool AnyoneVaries(Histories data)
    {
        var users = SparseRows.FromHistories(data, int.MaxValue, withValues: true);
        return Enumerable
            .Range(0, users.RowCount)
            .Any(user => users.Values(user) is [var first, ..] values && values.IndexOfAnyExcept(first) >= 0);
    }

    private static Dictionary<string, double> Of(int neighbours, double? shrink = null) =>
        shrink is { } s ? new() { ["Neighbours"] = neighbours, ["Shrink"] = s } : new() { ["Neighbours"] = neighbours };
}
