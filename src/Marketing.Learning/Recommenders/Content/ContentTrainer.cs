using Marketing.Learning.Numerics;
using Marketing.Learning.Recommenders.Popular;

namespace Marketing.Learning.Recommenders.Content;

/// <summary>Puts the items' descriptions into one space; of the histories it only counts users. Cost: the words of the catalogue.</summary>
internal sealed class ContentTrainer : IRecommenderTrainer
{
    public string Algorithm => ContentRecommender.Name;

    public string Engine => "built-in";

    public bool LearnsFromDescriptions => true;

    public IReadOnlyList<Setting> Settings { get; } =
    [
        new("Decay", .8, 0, 1, IsWhole: false, "Weight of an event against the next newer one."),
        new("Popularity", .5, 0, 10, IsWhole: false, "Exponent of 1 + ln(1 + users): 0 leaves popularity out."),
    ];

    public IReadOnlyList<IReadOnlyDictionary<string, double>> Grid { get; } = [Of(.8, .5), Of(.8, 0), Of(.95, .5), Of(.8, 1), Of(.95, 1)];

    public string? WhyNotApplicable(Histories data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return data.Descriptions is null || data.Descriptions.All(item => item is null)
            ? "It needs descriptions of the items: a catalogue with names, categories, brands or attributes."
            : null;
    }

    public long EstimatedBytes(Histories data) =>
        data is null ? 0 : TrainingBytes.Pairs(data, withValues: false) + TrainingBytes.Descriptions(data);

    public IRecommender Train(Histories data, IReadOnlyDictionary<string, double> settings, TrainingControl control)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(control);
        var resolved = Setting.Resolve(Algorithm, Settings, settings);
        control.Cancel.ThrowIfCancellationRequested();
        var space = ContentSpace.Learn(data.Descriptions ?? new ItemDescription?[data.ItemCount], control.Cancel);
        control.Progress?.Invoke(.9);
        var users = SparseRows.FromHistories(data, int.MaxValue, withValues: false);
        return new ContentRecommender(space, PopularRecommender.Count(users.Transpose()), resolved["Decay"], resolved["Popularity"]);
    }

    private static Dictionary<string, double> Of(double decay, double popularity) =>
        new() { ["Decay"] = decay, ["Popularity"] = popularity };
}
