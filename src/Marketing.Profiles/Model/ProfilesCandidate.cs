using Marketing.Learning;
using Marketing.Learning.Customers;
using Marketing.Learning.Customers.NextPurchase;
using Marketing.Learning.Customers.Segments;
using Marketing.Learning.Customers.Uplift;
using Marketing.Training;

namespace Marketing.Profiles.Model;

/// <summary>The whole model with the clusters of one engine.</summary>
internal sealed class ProfilesCandidate(
    IClusterTrainer clusters,
    IReadOnlyList<SampledCustomer> sample,
    CampaignTrials? trials,
    double end,
    ProfilesOptions options
) : ICandidate
{
    private const string Seed = "Seed";

    // One week is too little to be judged by: the week after a sale is no week like others.
    private static readonly double[] Weeks = [28, 21, 14, 7];
    private readonly ProfileTraining _training = new(sample, end);
    private readonly Dictionary<string, string> _upliftBy = new(StringComparer.Ordinal);

    public string Algorithm => clusters.Algorithm;

    public string Engine => clusters.Engine;

    public bool IsBaseline => false;

    public string? NotApplicable => null;

    public Evaluation Evaluate(IReadOnlyDictionary<string, double>? parameters, IProgress<double> progress, CancellationToken cancel)
    {
        var seed = parameters?.GetValueOrDefault(Seed, options.Seed) ?? options.Seed;
        var figures = new ProfileFigures(sample, end);
        var model =
            _training.NextPurchase(ProfileFigures.PrimaryDays, ProfileFigures.PrimaryDays, recencyOnly: false, cancel)
            ?? throw new InvalidOperationException("Before the held-out days nobody bought, or everybody did.");
        figures.Chances("nextPurchase30", 30, model, buyersOnly: false);
        progress.Report(.3);
        figures.Chances(
            "nextPurchase7",
            7,
            Weeks.Select(before => (before, _training.NextPurchase(7, before, recencyOnly: false, cancel))),
            buyersOnly: false
        );
        figures.Chances("churn", 90, _training.NextPurchase(90, 90, recencyOnly: false, cancel), buyersOnly: true);
        progress.Report(.6);
        figures.Value(_training.Value(atEnd: false, cancel));
        figures.Score(_training.Score(atEnd: false, cancel));
        // Habits are judged on customers that they were not learned from.
        static bool Even(int at) => at % 2 == 0;
        var channels = _training.Channels(Even);
        figures.Habit("bestHour", _training.Hours(Even), sample.Where((_, at) => !Even(at)).Select(c => c.Hours));
        figures.Habit(
            "bestChannel",
            channels,
            sample
                .Where((_, at) => !Even(at) && channels is not null)
                .Select(c =>
                    (
                        ProfileTraining.CountsOf(channels?.Names ?? [], c.Channels.Before),
                        ProfileTraining.CountsOf(channels?.Names ?? [], c.Channels.After)
                    )
                )
        );
        progress.Report(.8);
        figures.Clusters(_training.Clusters(clusters, atEnd: false, new TrainingControl((ulong)seed, 1, null, cancel)));
        foreach (var (campaign, rows) in trials?.Trials ?? [])
        {
            (_upliftBy[campaign], var qini) = CampaignUplift.Judge(rows, (ulong)seed, cancel);
            figures.Uplift(campaign, rows, qini);
        }

        progress.Report(1);
        return new Evaluation
        {
            Metrics = figures.Metrics,
            PerUnit = figures.PerUnit(c => model.Predict(c.Activities, end - ProfileFigures.PrimaryDays)),
            Parameters = new Dictionary<string, double>(StringComparer.Ordinal) { [Seed] = seed },
        };
    }

    public void Refit(Evaluation evaluated, Stream artefact, IProgress<double> progress, CancellationToken cancel)
    {
        static bool Everybody(int at) => at >= 0;
        var control = new TrainingControl((ulong)evaluated.Parameters[Seed], 1, null, cancel);
        ProfileModelFile.Write(
            new ProfileModelContent
            {
                Algorithm = Algorithm,
                NextPurchase7 = _training.NextPurchase(7, 0, recencyOnly: false, cancel),
                NextPurchase30 = _training.NextPurchase(30, 0, recencyOnly: false, cancel),
                NextPurchase90 = _training.NextPurchase(90, 0, recencyOnly: false, cancel),
                Value = _training.Value(atEnd: true, cancel),
                Score = _training.Score(atEnd: true, cancel),
                Rfm = _training.Rfm(),
                Clusters = _training.Clusters(clusters, atEnd: true, control),
                Hours = _training.Hours(Everybody),
                Channels = _training.Channels(Everybody),
                Uplift = (trials?.Trials ?? []).ToDictionary(
                    trial => trial.Campaign,
                    trial => CampaignUplift.Train(trial.Rows, _upliftBy.GetValueOrDefault(trial.Campaign, UpliftModel.TwoModels), cancel),
                    StringComparer.Ordinal
                ),
            },
            artefact
        );
        progress.Report(1);
    }
}

/// <summary>The one to beat: every customer buys as often as all did in the 30 days before.</summary>
internal sealed class BaseRateCandidate(IReadOnlyList<SampledCustomer> sample, double end) : ICandidate
{
    public string Algorithm => "base-rate";

    public string Engine => "built-in";

    public bool IsBaseline => true;

    public string? NotApplicable => null;

    public Evaluation Evaluate(IReadOnlyDictionary<string, double>? parameters, IProgress<double> progress, CancellationToken cancel)
    {
        var figures = new ProfileFigures(sample, end);
        var model = Of(RateAt(end - ProfileFigures.PrimaryDays, ProfileFigures.PrimaryDays), ProfileFigures.PrimaryDays);
        figures.Chances("nextPurchase30", ProfileFigures.PrimaryDays, model, buyersOnly: false);
        progress.Report(1);
        return new Evaluation
        {
            Metrics = figures.Metrics,
            PerUnit = figures.PerUnit(_ => model.BaseRate),
            Parameters = new Dictionary<string, double>(StringComparer.Ordinal),
        };
    }

    public void Refit(Evaluation evaluated, Stream artefact, IProgress<double> progress, CancellationToken cancel) =>
        ProfileModelFile.Write(
            new ProfileModelContent
            {
                Algorithm = Algorithm,
                NextPurchase7 = Of(RateAt(end, 7), 7),
                NextPurchase30 = Of(RateAt(end, 30), 30),
                Rfm = new ProfileTraining(sample, end).Rfm(),
            },
            artefact
        );

    /// <summary>Share of those known before the last days who bought in them.</summary>
    private double RateAt(double at, double days)
    {
        var known = sample.Where(c => c.Activities.Length > 0 && c.Activities[0].Day <= at - days).ToArray();
        return (known.Count(c => NextPurchaseModel.Buys(c.Activities, at - days, days)) + 1) / (known.Length + 2.0);
    }

    private static NextPurchaseModel Of(double rate, double days)
    {
        var features = PurchaseFeatures.Names.Count;
        double[] ones = new double[features];
        Array.Fill(ones, 1);
        var classifier = new LinearModel(Link.Logistic, Math.Log(rate / (1 - rate)), new double[features], new double[features], ones);
        return new NextPurchaseModel(days, classifier, Buying: null, rate);
    }
}
