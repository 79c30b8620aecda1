using Marketing.Learning.Ranking;
using Marketing.Learning.Recommenders.Content;
using Marketing.Learning.Recommenders.Factors;
using Marketing.Learning.Recommenders.Neighbours;
using Marketing.Learning.Recommenders.Sequences;

namespace Marketing.Learning.Recommenders.Hybrid;

/// <summary>Which models a hybrid asks, and with how much of the history.</summary>
/// <param name="Models">Trainer of each model, and the settings to choose from, the likeliest first.</param>
/// <param name="Views">The parts: a model, and how many of the newest events it sees.</param>
internal sealed record HybridPlan(
    IReadOnlyList<(IRecommenderTrainer Trainer, IReadOnlyList<IReadOnlyDictionary<string, double>> Tries)> Models,
    IReadOnlyList<(int Model, int Newest)> Views
)
{
    private const int All = int.MaxValue;
    private const int WideCatalogue = 5000;
    private const int VeryWideCatalogue = 50_000;
    private const int TopPlaces = 10;

    public static HybridPlan For(Histories data, int easeItems)
    {
        var models = new List<(IRecommenderTrainer, IReadOnlyList<IReadOnlyDictionary<string, double>>)>();
        var views = new List<(int, int)>();
        void Add(IRecommenderTrainer trainer, int[] newest, params Dictionary<string, double>[] tries)
        {
            if (trainer.WhyNotApplicable(data) is null)
            {
                views.AddRange(newest.Select(count => (models.Count, count)));
                models.Add((trainer, tries));
            }
        }

        var isWide = data.ItemCount > WideCatalogue;
        var factors = data.ItemCount > VeryWideCatalogue ? 64 : 128;
        if (data.HasTimes)
        {
            Add(new TransitionsTrainer(), [All, 1], new Dictionary<string, double> { ["Steps"] = 5, ["Decay"] = .6 });
            Add(new TransitionsTrainer(), [All], new Dictionary<string, double> { ["Steps"] = 20, ["Decay"] = .9 });
        }

        // Without times nobody knows which events are the newest: the whole history is all there is to see. Two opinions of als and ease each
        // stand in for the parts that look at the newest ones.
        int[] Seen(int newest) => data.HasTimes ? [All, newest] : [All];
        Add(new ItemCosineTrainer(), Seen(3), Cosine(10), Cosine(0));
        Add(new UserNeighbourTrainer(UserSimilarity.Cosine), Seen(10), new Dictionary<string, double> { ["Neighbours"] = 100 });
        Add(new AlsTrainer(), [All], Als(factors, .01, .2), Als(factors, .003, .02), Als(factors, .003, .1));
        if (!data.HasTimes)
        {
            Add(new AlsTrainer(), [All], Als(2 * factors, .01, .4));
        }

        if (data.ItemCount <= easeItems)
        {
            Add(new EaseTrainer(), Seen(5), isWide ? [Ease(100)] : [Ease(500), Ease(1000), Ease(200)]);
        }

        if (data.ItemCount <= easeItems && !data.HasTimes && !isWide)
        {
            Add(new EaseTrainer(), [All], Ease(2000));
        }

        Add(new ContentTrainer(), Seen(2), new Dictionary<string, double> { ["Decay"] = .9, ["Popularity"] = 0 });
        return new HybridPlan(models, views);
    }

    /// <summary>Trains every try and keeps the one whose lists hold most of what the users did next.</summary>
    /// <returns>The plan with one try a model, and the trained models.</returns>
    public (HybridPlan Chosen, IReadOnlyList<IRecommender> Models) Choose(PastAndNext cut, int[] users, TrainingControl control)
    {
        var judges = users.Select(user => new HeldOutUser(user, cut.Next[user], cut.Next[user].Length)).ToArray();
        var options = new RankingOptions(TopPlaces, AllowSeen: false, control.Threads);
        var chosen = new List<(IRecommenderTrainer, IReadOnlyList<IReadOnlyDictionary<string, double>>)>();
        var models = new List<IRecommender>();
        foreach (var (trainer, tries) in Models)
        {
            var (best, model, settings) = (double.NegativeInfinity, (IRecommender?)null, tries[0]);
            for (var at = 0; at < tries.Count; at++)
            {
                var trained = trainer.Train(cut.Past, tries[at], Step(control, models.Count + ((double)at / tries.Count)));
                var ndcg = RankingEvaluation.Evaluate(trained, cut.Past, judges, options, control.Cancel).PerUser(m => m.Ndcg).Average();
                control.Tried?.Invoke(new InnerTrial(Named(trainer, tries[at]), ndcg));
                if (ndcg > best)
                {
                    (best, model, settings) = (ndcg, trained, tries[at]);
                }

                if (control.IsLate?.Invoke() == true)
                {
                    break;
                }
            }

            chosen.Add((trainer, [settings]));
            models.Add(model ?? throw new InvalidOperationException("Nothing was tried."));
        }

        return (this with { Models = chosen }, models);
    }

    /// <summary>Trains the first try of every model.</summary>
    public IReadOnlyList<IRecommender> Train(Histories data, TrainingControl control)
    {
        var trained = new List<IRecommender>();
        foreach (var (trainer, tries) in Models)
        {
            trained.Add(trainer.Train(data, tries[0], Step(control, trained.Count)));
        }

        return trained;
    }

    private TrainingControl Step(TrainingControl control, double done)
    {
        control.Cancel.ThrowIfCancellationRequested();
        return control with { Progress = share => control.Progress?.Invoke(Math.Min(1, (done + share) / Models.Count)) };
    }

    private static Dictionary<string, double> Named(IRecommenderTrainer trainer, IReadOnlyDictionary<string, double> settings) =>
        settings.ToDictionary(setting => $"{trainer.Algorithm}.{setting.Key}", setting => setting.Value);

    private static Dictionary<string, double> Cosine(double shrink) => new() { ["Neighbours"] = 200, ["Shrink"] = shrink };

    private static Dictionary<string, double> Ease(double l2) => new() { ["L2"] = l2 };

    private static Dictionary<string, double> Als(int factors, double regularization, double unobserved) =>
        new()
        {
            ["Factors"] = factors,
            ["Regularization"] = regularization,
            ["UnobservedWeight"] = unobserved,
        };
}
