using System.Diagnostics;
using Marketing.Learning;
using Marketing.Learning.Sentiment;
using Marketing.Sentiment.Artefact;
using Marketing.Training;

namespace Marketing.Sentiment.Model;

/// <summary>What all candidates of one run share.</summary>
/// <param name="Reviews">Oldest first.</param>
/// <param name="Split">Index of the first review that is judged on.</param>
/// <param name="Base">The base model.</param>
/// <param name="Options">Settings.</param>
internal sealed record SentimentData(RatedReviews Reviews, int Split, ITextClassifier Base, SentimentOptions Options)
{
    private const double TuningPart = 0.2;

    public int Threads => Options.Threads > 0 ? Options.Threads : Environment.ProcessorCount;

    /// <summary>Index that divides what is learned from for a second time, for tuning.</summary>
    public int TuningSplit => Split - (int)(Split * TuningPart);

    /// <summary>The reviews that every candidate is judged on.</summary>
    public LabelledTexts HeldOut { get; } = Reviews.Part(Split, Reviews.Count);
}

/// <summary>The base model as it ships with the product: what any other must beat.</summary>
internal sealed class BaseCandidate(SentimentData data) : ICandidate
{
    public const string Name = "base";

    public string Algorithm => Name;

    public string Engine => "built-in";

    public bool IsBaseline => true;

    public string? NotApplicable => null;

    public Evaluation Evaluate(IReadOnlyDictionary<string, double>? parameters, IProgress<double> progress, CancellationToken cancel) =>
        Judgement.Of(data.Base, data.HeldOut, data.Threads, cancel);

    public void Refit(Evaluation evaluated, Stream artefact, IProgress<double> progress, CancellationToken cancel) =>
        SentimentFile.Write(own: null, groundShare: 1, artefact);
}

/// <summary>One algorithm of Learning, on top of the base: tunes itself and the base's share, is judged, and becomes an artefact.</summary>
internal sealed class SentimentCandidate(ITextClassifierTrainer trainer, SentimentData data, TimeSpan tuningBudget) : ICandidate
{
    private const string Seed = "Seed";
    private const string BaseShare = "BaseShare";
    private const string FeatureBits = "FeatureBits";
    private const double TuningShare = .6;

    // No share first: of equals the simpler one is kept.
    private static readonly double[] BaseShares = [0, .2, .4];

    public string Algorithm => trainer.Algorithm;

    public string Engine => trainer.Engine;

    public bool IsBaseline => false;

    public string? NotApplicable => trainer.WhyNotApplicable(data.Reviews.Part(0, data.Split));

    public Evaluation Evaluate(IReadOnlyDictionary<string, double>? parameters, IProgress<double> progress, CancellationToken cancel)
    {
        var (chosen, trials) = parameters is null ? Tune(progress, cancel) : (parameters, []);
        var model = Train(data.Reviews.Part(0, data.Split), chosen, share => progress.Report(TuningShare + (share * .3)), cancel);
        var judged = Judgement.Of(
            BlendedClassifier.Of(model, data.Base, chosen.GetValueOrDefault(BaseShare)),
            data.HeldOut,
            data.Threads,
            cancel
        );
        progress.Report(1);
        return judged with
        {
            Trials = trials,
            Parameters = new Dictionary<string, double>(chosen, StringComparer.Ordinal) { [Seed] = SeedOf(chosen) },
        };
    }

    public void Refit(Evaluation evaluated, Stream artefact, IProgress<double> progress, CancellationToken cancel)
    {
        var model = Train(data.Reviews.Part(0, data.Reviews.Count), evaluated.Parameters, share => progress.Report(share * .95), cancel);
        SentimentFile.Write(model, evaluated.Parameters.GetValueOrDefault(BaseShare), artefact);
        progress.Report(1);
    }

    private ITextClassifier Train(
        LabelledTexts reviews,
        IReadOnlyDictionary<string, double> settings,
        Action<double>? progress,
        CancellationToken cancel
    )
    {
        var own = settings.Where(setting => setting.Key is not (Seed or BaseShare)).ToDictionary(StringComparer.Ordinal);
        if (trainer.Settings.Any(setting => setting.Name == FeatureBits))
        {
            own.TryAdd(FeatureBits, data.Options.FeatureBits);
        }

        return trainer.Train(reviews, own, new TrainingControl((ulong)SeedOf(settings), data.Threads, progress, cancel));
    }

    private double SeedOf(IReadOnlyDictionary<string, double> settings) =>
        settings.TryGetValue(Seed, out var given) ? given : data.Options.Seed;

    // The budget ends the search, never changes a trial. Each model is trained once and judged with every share of the base.
    private (IReadOnlyDictionary<string, double> Chosen, IReadOnlyList<Trial> Trials) Tune(
        IProgress<double> progress,
        CancellationToken cancel
    )
    {
        var (learn, judge) = (data.Reviews.Part(0, data.TuningSplit), data.Reviews.Part(data.TuningSplit, data.Split));
        IReadOnlyList<IReadOnlyDictionary<string, double>> grid =
            trainer.Grid.Count > 0 ? trainer.Grid : [new Dictionary<string, double>(StringComparer.Ordinal)];
        var trials = new List<Trial>();
        if (trainer.WhyNotApplicable(learn) is not null)
        {
            return (grid[0], trials);
        }

        var started = Stopwatch.GetTimestamp();
        for (var at = 0; at < grid.Count; at++)
        {
            var from = Stopwatch.GetTimestamp();
            var model = Train(learn, grid[at], progress: null, cancel);
            foreach (var share in BaseShares)
            {
                var judged = Judgement.Of(BlendedClassifier.Of(model, data.Base, share), judge, data.Threads, cancel);
                var settings = new Dictionary<string, double>(grid[at], StringComparer.Ordinal) { [BaseShare] = share };
                trials.Add(new Trial(settings, judged.Metrics[Judgement.Primary], Stopwatch.GetElapsedTime(from).TotalSeconds));
            }

            progress.Report(TuningShare * (at + 1) / grid.Count);
            if (Stopwatch.GetElapsedTime(started) + Stopwatch.GetElapsedTime(from) > tuningBudget)
            {
                break;
            }
        }

        return (trials.MaxBy(trial => trial.Score)?.Parameters ?? grid[0], trials);
    }
}
