using Marketing.Learning.Recommenders.Factors;
using Marketing.Learning.Recommenders.Neighbours;
using Marketing.Learning.Recommenders.Sequences;

namespace Marketing.Learning.Recommenders.Hybrid;

/// <summary>Which models a hybrid asks, and with how much of the history.</summary>
/// <param name="Models">Trainer and settings of each model.</param>
/// <param name="Views">The parts: a model, and how many of the newest events it sees.</param>
internal sealed record HybridPlan(
    IReadOnlyList<(IRecommenderTrainer Trainer, IReadOnlyDictionary<string, double> Settings)> Models,
    IReadOnlyList<(int Model, int Newest)> Views
)
{
    private const int All = int.MaxValue;

    public static HybridPlan For(Histories data, int easeItems)
    {
        var models = new List<(IRecommenderTrainer, IReadOnlyDictionary<string, double>)>();
        var views = new List<(int, int)>();
        void Add(IRecommenderTrainer trainer, Dictionary<string, double> settings, params int[] newest)
        {
            if (trainer.WhyNotApplicable(data) is null)
            {
                views.AddRange(newest.Select(count => (models.Count, count)));
                models.Add((trainer, settings));
            }
        }

        Add(new TransitionsTrainer(), new() { ["Steps"] = 5, ["Decay"] = .6 }, All, 1);
        Add(new TransitionsTrainer(), new() { ["Steps"] = 20, ["Decay"] = .9 }, All);
        Add(new ItemCosineTrainer(), new() { ["Neighbours"] = 200, ["Shrink"] = 10 }, All, 3);
        Add(new UserNeighbourTrainer(UserSimilarity.Cosine), new() { ["Neighbours"] = 100 }, All, 10);
        Add(
            new AlsTrainer(),
            new()
            {
                ["Factors"] = 64,
                ["Regularization"] = .01,
                ["UnobservedWeight"] = .2,
            },
            All
        );
        if (data.ItemCount <= easeItems)
        {
            Add(new EaseTrainer(), new() { ["L2"] = data.ItemCount > 5000 ? 100 : 500 }, All, 5);
        }

        return new HybridPlan(models, views);
    }

    public IReadOnlyList<IRecommender> Train(Histories data, TrainingControl control)
    {
        var trained = new List<IRecommender>();
        foreach (var (trainer, settings) in Models)
        {
            var done = trained.Count;
            control.Cancel.ThrowIfCancellationRequested();
            var own = control with { Progress = share => control.Progress?.Invoke((done + share) / Models.Count) };
            trained.Add(trainer.Train(data, settings, own));
        }

        return trained;
    }
}
