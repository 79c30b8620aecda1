using System.Diagnostics;
using Marketing.Learning;
using Marketing.Learning.Recommenders;
using Marketing.Recommendations.Artefact;
using Marketing.Training;

namespace Marketing.Recommendations.Model;

/// <summary>One algorithm of Learning as a candidate of the pipeline: tunes itself, is judged, and becomes an artefact.</summary>
internal sealed class RecommenderCandidate(IRecommenderTrainer trainer, TrainingData data, TimeSpan tuningBudget) : ICandidate
{
    private const string Seed = "Seed";
    private const double TuningShare = .6;

    public string Algorithm => trainer.Algorithm;

    public string Engine => trainer.Engine;

    public bool IsBaseline => string.Equals(trainer.Algorithm, "popular", StringComparison.Ordinal);

    public string? NotApplicable => trainer.WhyNotApplicable(data.ToLearnFrom(trainer, data.Split.At));

    /// <summary>Of the whole data, on which the champion is trained in the end; another shape of the histories may have to be built for it.</summary>
    public long EstimatedMemory
    {
        get
        {
            var histories = data.ToLearnFrom(trainer, data.Split.At);
            var whole = (double)data.Table.RowCount / Math.Max(1, histories.EventCount);
            return (long)(Math.Max(1, whole) * (trainer.EstimatedBytes(histories) + (16 * histories.EventCount)));
        }
    }

    public Evaluation Evaluate(IReadOnlyDictionary<string, double>? parameters, IProgress<double> progress, CancellationToken cancel)
    {
        var (chosen, trials) = parameters is null ? Tune(progress, cancel) : (parameters, []);
        var seed = chosen.TryGetValue(Seed, out var given) ? (ulong)given : (ulong)data.Options.Seed;
        var histories = data.ToLearnFrom(trainer, data.Split.At);
        var inner = new List<Trial>();
        var model = Train(histories, chosen, Control(seed, share => progress.Report(TuningShare + (share * .3)), inner, cancel));
        var judged = Judgement.Of(
            model,
            histories,
            data.Split.Users,
            data.Split.NewUsers,
            data.SubjectsOf(),
            data.TopCategories(),
            data.Threads,
            cancel
        );
        progress.Report(1);
        var shown = new Dictionary<string, double>(chosen, StringComparer.Ordinal) { [Seed] = seed };
        return judged with
        {
            Parameters = shown,
            Trials = [.. trials, .. inner],
            Refused = IsBaseline ? null : Floors.WhyRefused(judged.Metrics, histories.ItemCount, data.Options),
            Misdirected = IsBaseline ? null : Judgement.Misdirected(model, histories, data.Split, data.Threads, cancel),
        };
    }

    public void Refit(Evaluation evaluated, Stream artefact, IProgress<double> progress, CancellationToken cancel)
    {
        var seed = (ulong)evaluated.Parameters[Seed];
        var histories = data.ToLearnFrom(trainer, long.MaxValue);
        var model = Train(histories, evaluated.Parameters, Control(seed, share => progress.Report(share * .7), [], cancel));
        var content = ModelContents.From(data, model, data.KindFor(Algorithm), cancel);
        progress.Report(.9);
        ModelFile.Write(content, artefact);
        progress.Report(1);
    }

    private IRecommender Train(Histories histories, IReadOnlyDictionary<string, double> settings, TrainingControl control)
    {
        var own = settings.Where(setting => setting.Key != Seed).ToDictionary(StringComparer.Ordinal);
        return trainer.Train(histories, own, control);
    }

    /// <param name="seed">Of every random choice.</param>
    /// <param name="progress">Told the share done.</param>
    /// <param name="inner">Receives what the training tries by itself.</param>
    /// <param name="cancel">Stops the training.</param>
    private TrainingControl Control(ulong seed, Action<double>? progress, List<Trial> inner, CancellationToken cancel)
    {
        var from = Stopwatch.GetTimestamp();
        return new TrainingControl(seed, data.Threads, progress, cancel)
        {
            IsLate = new TuningBudget(tuningBudget).IsLate,
            Budget = tuningBudget,
            Tried = trial =>
            {
                inner.Add(new Trial(trial.Settings, trial.Score, Stopwatch.GetElapsedTime(from).TotalSeconds));
                from = Stopwatch.GetTimestamp();
            },
        };
    }

    // The budget bounds the search, by counts before it starts and by the clock where the machine is slow: what was tried and what each try gave is in the run.
    private (IReadOnlyDictionary<string, double> Chosen, IReadOnlyList<Trial> Trials) Tune(
        IProgress<double> progress,
        CancellationToken cancel
    )
    {
        var grid = trainer.Grid;
        if (grid.Count == 0)
        {
            return (new Dictionary<string, double>(StringComparer.Ordinal), []);
        }

        if (grid.Count == 1 || data.Tuning is not { } split)
        {
            return (grid[0], []);
        }

        var histories = data.ToLearnFrom(trainer, split.At);
        grid = TuningPlan.Of(trainer, histories, trainer.GridFor(histories), split.Users.Count, tuningBudget);
        var trials = new List<Trial>();
        var budget = new TuningBudget(tuningBudget);
        var control = new TrainingControl((ulong)data.Options.Seed, data.Threads, null, cancel) { Budget = tuningBudget };
        foreach (var settings in grid)
        {
            var from = Stopwatch.GetTimestamp();
            var model = Train(histories, settings, control);
            var score = Judgement.Quick(model, histories, split, data.Threads, cancel);
            trials.Add(new Trial(settings, score, Stopwatch.GetElapsedTime(from).TotalSeconds));
            progress.Report(TuningShare * trials.Count / grid.Count);
            if (budget.IsLate())
            {
                break;
            }
        }

        // MaxBy keeps the first of equals: what stands first in the grid needs no reason.
        return (trials.MaxBy(trial => trial.Score)?.Parameters ?? grid[0], trials);
    }
}
