using Marketing.Api.Commands.Evaluation;
using Marketing.Learning;
using Marketing.Learning.Sentiment;
using Marketing.Learning.Sentiment.Judging;

namespace Marketing.Api.Commands.EvaluateSentiment;

/// <summary>Tunes, trains and judges algorithms one after the other. The test file is read by nothing but the last step of each.</summary>
internal static class SentimentEvaluation
{
    public const string Champion = "champion";
    private const int Draws = 200;
    private const int ChanceDraws = 1000;
    private const int Parts = 5;
    private const ulong TuningSalt = 0x7E57_7E57;

    /// <summary>Judges on two files or one set; <paramref name="done"/> is told of every algorithm as soon as it is judged.</summary>
    public static SentimentReport Run(
        SentimentRequest request,
        MachineReport machine,
        LabelledTextFile train,
        LabelledTextFile test,
        ProgressBoard board,
        Action<SentimentAlgorithmReport> done,
        CancellationToken cancel
    )
    {
        var reports = new List<SentimentAlgorithmReport>();
        void Add(SentimentAlgorithmReport report)
        {
            reports.Add(report);
            done(report);
        }

        foreach (var name in request.Algorithms)
        {
            Add(RunOne(name, request, train.Texts, test.Texts, board, cancel));
        }

        if (request.WithChampion && ChampionOf(reports) is { } champion)
        {
            Add(champion with { Algorithm = Champion, Chosen = champion.Algorithm });
        }

        return new SentimentReport(request, train, test, machine, reports);
    }

    /// <summary>The highest accuracy on the part of train that was held out for tuning; a tie stays with the one that comes first.</summary>
    internal static SentimentAlgorithmReport? ChampionOf(IEnumerable<SentimentAlgorithmReport> reports) =>
        reports
            .Where(report => report is { Figures: not null, Trials.Count: > 0 })
            .MaxBy(report => report.Trials.Max(trial => trial.Accuracy));

    private static SentimentAlgorithmReport RunOne(
        string name,
        SentimentRequest request,
        LabelledTexts train,
        LabelledTexts test,
        ProgressBoard board,
        CancellationToken cancel
    )
    {
        var trainer = TextClassifierTrainers.Find(name) ?? throw new InvalidOperationException($"No trainer '{name}'.");
        if (trainer.WhyNotApplicable(train) is { } reason)
        {
            return new SentimentAlgorithmReport(name) { NotApplicable = reason };
        }

        var step = board.Begin(request.Data is null ? name : $"{request.Data} {name}", "texts");
        TrainingControl Control(double from, double to) =>
            new(request.Seed, request.Threads, share => step.Report(from + (share * (to - from)), 0), cancel);
        IReadOnlyList<IReadOnlyDictionary<string, double>> grid = request.Fixed.TryGetValue(name, out var settings)
            ? [settings]
            : trainer.Grid;
        var (trials, tuning) =
            request.WithChampion || grid.Count > 1 ? ProcessUsage.Of(() => Tune(trainer, train, grid, Control(0, .6))) : ([], default);
        var best = Setting.Resolve(name, trainer.Settings, trials.MaxBy(trial => trial.Accuracy)?.Settings ?? grid[0]);
        var (model, training) = ProcessUsage.Of(() => trainer.Train(train, best, Control(.6, .95)));
        var (scores, prediction) = ProcessUsage.Of(() => SentimentScores.Of(model, test, request.Threads, cancel));
        var judge = new SentimentJudge(scores);
        step.Finish(test.Count);
        return new SentimentAlgorithmReport(name)
        {
            Settings = best,
            Trials = trials,
            Scores = scores,
            Figures = judge.Figures(),
            StandardErrors = judge.StandardErrors(request.Seed, Draws),
            MostCalibrationErrorByChance = judge.MostCalibrationErrorByChance(request.Seed, ChanceDraws),
            Tuning = tuning,
            Training = training,
            Prediction = prediction,
        };
    }

    /// <summary>A fifth of train by hash is held out; nothing is tried when the rest is too little to learn from.</summary>
    private static List<SentimentTrial> Tune(
        ITextClassifierTrainer trainer,
        LabelledTexts train,
        IReadOnlyList<IReadOnlyDictionary<string, double>> grid,
        TrainingControl control
    )
    {
        bool HeldOut(int row) => SplitMix64.At(control.Seed ^ TuningSalt, (ulong)row) % Parts == 0;
        var (learn, judge) = (Part(train, row => !HeldOut(row)), Part(train, HeldOut));
        if (judge.Count == 0 || trainer.WhyNotApplicable(learn) is not null)
        {
            return [];
        }

        return
        [
            .. grid.Select(
                (settings, at) =>
                {
                    control.Progress?.Invoke((double)at / grid.Count);
                    var model = trainer.Train(learn, settings, control with { Progress = null });
                    var figures = new SentimentJudge(SentimentScores.Of(model, judge, control.Threads, control.Cancel)).Figures();
                    return new SentimentTrial(settings, figures.Accuracy);
                }
            ),
        ];
    }

    private static LabelledTexts Part(LabelledTexts all, Func<int, bool> belongs)
    {
        var rows = Enumerable.Range(0, all.Count).Where(belongs).ToArray();
        return new LabelledTexts([.. rows.Select(row => all.Texts[row])], [.. rows.Select(row => all.Labels[row])]);
    }
}
