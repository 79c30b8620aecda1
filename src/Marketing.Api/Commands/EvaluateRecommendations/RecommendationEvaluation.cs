using Marketing.Api.Commands.Evaluation;
using Marketing.Learning;
using Marketing.Learning.Ranking;
using Marketing.Learning.Recommenders;
using Marketing.Training;

namespace Marketing.Api.Commands.EvaluateRecommendations;

/// <summary>Tunes, trains and judges algorithms one after the other.</summary>
internal static class RecommendationEvaluation
{
    public const string Champion = "champion";
    private const string Baseline = "popular";
    private const int MostTuningUsers = 3000;

    public static EvaluationReport Run(EvaluationRequest request, EvaluationData data, ProgressBoard board, CancellationToken cancel)
    {
        if (data.Split.Users.Count == 0)
        {
            throw new UnusableFileException("There is no user to judge: nothing is held out.");
        }

        var machine = MachineReport.Measure();
        var part = new Lazy<HeldOutSplit>(() =>
            HeldOutSplit.Of(
                data.Split.Train,
                Splits.ForTuning(data.Split.Train, request.Seed, MostTuningUsers),
                request.AllowSeen,
                data.Catalogue?.Keys
            )
        );
        var reports = request.Algorithms.Select(name => RunOne(name, request, data, part, board, cancel)).ToList();
        if (request.WithChampion && ChampionOf(reports) is { } champion)
        {
            reports.Add(champion with { Algorithm = Champion, Chosen = champion.Algorithm });
        }

        return new EvaluationReport(request, data, machine, reports);
    }

    /// <summary>
    /// By the nightly gate's first rule, on held-out rows of train: of those that are surely better than <c>popular</c> (lower end of the 90 %
    /// interval of the difference above 0) the highest NDCG, <c>popular</c> when there is none; a tie stays with the simpler, which comes first. Its floors and its
    /// question whether a list fits its own user better than others' are left out: they keep damaged data from a shop, and a public split is whole.
    /// </summary>
    internal static AlgorithmReport? ChampionOf(IEnumerable<AlgorithmReport> reports)
    {
        var tried = reports.Where(report => report is { Result: not null, Trials.Count: > 0 }).ToList();
        var baseline = tried.FirstOrDefault(report => report.Algorithm == Baseline);
        var surelyBetter = tried.Where(report => report.Algorithm != Baseline && (baseline is null || Low(report, baseline) > 0)).ToList();
        return surelyBetter.MaxBy(report => BestTrial(report).Ndcg.Mean) ?? baseline;
    }

    private static double Low(AlgorithmReport report, AlgorithmReport baseline) =>
        PairedBootstrap.Compare(BestTrial(report).PerUser, BestTrial(baseline).PerUser, seed: 1, draws: 1000, confidence: .9).Low;

    private static TuningTrial BestTrial(AlgorithmReport report) =>
        report.Trials.MaxBy(trial => trial.Ndcg.Mean) ?? throw new ArgumentException("Nothing was tried.", nameof(report));

    private static AlgorithmReport RunOne(
        string name,
        EvaluationRequest request,
        EvaluationData data,
        Lazy<HeldOutSplit> part,
        ProgressBoard board,
        CancellationToken cancel
    )
    {
        var trainer = RecommenderTrainers.Find(name) ?? throw new InvalidOperationException($"No trainer '{name}'.");
        var (split, histories) = (data.Split, data.ToLearnFrom(data.Split, trainer.LearnsFromDescriptions));
        if (trainer.WhyNotApplicable(histories) is { } reason)
        {
            return new AlgorithmReport(name) { NotApplicable = reason };
        }

        var options = new RankingOptions(request.K, request.AllowSeen, request.Threads);
        var step = board.Begin(name, "users");
        TrainingControl Control(double from, double to) =>
            new(request.Seed, request.Threads, share => step.Report(from + (share * (to - from)), 0), cancel)
            {
                IsLate = new TuningBudget(request.TimeBudget).IsLate,
                Budget = request.TimeBudget,
            };
        IReadOnlyList<IReadOnlyDictionary<string, double>> grid = request.Fixed.TryGetValue(name, out var settings)
            ? [settings]
            : TuningPlan.Of(trainer, histories, trainer.GridFor(histories), MostTuningUsers, request.TimeBudget);
        var (tuned, tuning) =
            request.WithChampion || grid.Count > 1
                ? ProcessUsage.Of(() => Tuned(trainer, data, part.Value, grid, options, Control(0, .8)))
                : (null, default);
        var best = tuned?.Best.Settings ?? Setting.Resolve(trainer.Algorithm, trainer.Settings, grid[0]);
        var inner = new List<InnerTrial>();
        var (model, training) = ProcessUsage.Of(() => trainer.Train(histories, best, Control(.8, .9) with { Tried = inner.Add }));
        var (result, prediction) = ProcessUsage.Of(() => RankingEvaluation.Evaluate(model, split.Histories, split.Users, options, cancel));
        var seekers = NewItemEvaluation.Seekers(split.Users, split.Histories.ItemCount);
        step.Finish(split.Users.Count);
        return new AlgorithmReport(name)
        {
            Settings = best,
            Trials = tuned?.Trials ?? [],
            InnerTrials = inner,
            Result = result,
            NewItems = seekers.Count > 0 ? RankingEvaluation.Evaluate(model, split.Histories, seekers, options, cancel) : null,
            AmongNewItems = seekers.Count > 0 ? NewItemEvaluation.Among(model, split, seekers, options, cancel) : null,
            Tuning = tuning,
            Training = training,
            Prediction = prediction,
        };
    }

    // A part without a single held-out pair (everybody has one row) teaches nothing: the defaults stand.
    private static TuningResult? Tuned(
        IRecommenderTrainer trainer,
        EvaluationData data,
        HeldOutSplit part,
        IReadOnlyList<IReadOnlyDictionary<string, double>> grid,
        RankingOptions options,
        TrainingControl control
    ) =>
        part.Users.Count == 0
            ? null
            : RecommenderTuning.Tune(trainer, data.ToLearnFrom(part, trainer.LearnsFromDescriptions), part, grid, options, control);
}
