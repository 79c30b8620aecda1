using System.Globalization;
using Marketing.Ads.Prediction;
using Marketing.Learning;
using Marketing.Learning.Clicks;
using Marketing.Training;
using Npgsql;

namespace Marketing.Ads.Model;

/// <summary>The model <c>clicks</c>: every click algorithm of Learning is a candidate, judged on the newest fifth of the settled rows; the constant rate is the one to beat.</summary>
internal sealed class ClicksModel(AdsOptions options, IReadOnlyList<IClickModelTrainer> trainers, TimeProvider clock) : ITrainableModel
{
    internal const int FewestRows = 1000;
    internal const int FewestClicks = 20;
    private const double HeldOut = .2;

    public string Name => ClicksLoader.ModelName;

    public IReadOnlyList<string> Engines => [.. trainers.Select(trainer => trainer.Engine).Distinct()];

    public async Task<TrainingMaterial> ReadAsync(NpgsqlConnection snapshot, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        return Prepare(await ClickRows.ReadAllAsync(snapshot, clock.GetUtcNow(), cancel));
    }

    /// <summary>Splits, and makes the candidates. Apart from <see cref="ReadAsync"/> so that it can be tried without a database.</summary>
    /// <param name="rows">In the order in which they were settled.</param>
    internal TrainingMaterial Prepare(IReadOnlyList<ClickRow> rows)
    {
        var clicks = rows.Count(row => row.Clicked);
        var data = new Dictionary<string, object>(StringComparer.Ordinal) { ["impressions"] = rows.Count, ["clicks"] = clicks };
        var watermark = rows.Count > 0 ? rows[^1].ResolvedAt : (DateTimeOffset?)null;
        if (rows.Count < FewestRows || clicks < FewestClicks)
        {
            return new TrainingMaterial
            {
                Data = data,
                Watermark = watermark,
                PrimaryMetric = ClickJudge.Primary,
                Candidates = [],
                ServesUntrained = true,
                NotTrainable = string.Create(
                    CultureInfo.InvariantCulture,
                    $"Clicks need {FewestRows:N0} seen ads and {FewestClicks} clicks on them, each with its waiting time over: there are {rows.Count:N0} and {clicks:N0}."
                ),
            };
        }

        var splitAt = rows[(int)(rows.Count * (1 - HeldOut))].ResolvedAt;
        var train = rows.TakeWhile(row => row.ResolvedAt < splitAt).ToList();
        var test = rows.Skip(train.Count).ToList();
        (data["splitAt"], data["heldOutImpressions"], data["heldOutClicks"]) = (splitAt, test.Count, test.Count(row => row.Clicked));
        var encoding = ClickFields.Encoding();
        var judge = new ClickJudge(test, train.Count(row => row.Clicked) / (double)Math.Max(1, train.Count));
        var material = new ClickMaterial(rows, ClickRows.Table(encoding, train), ClickRows.Table(encoding, rows), judge);
        return new TrainingMaterial
        {
            Data = data,
            Watermark = watermark,
            SplitAt = splitAt,
            PrimaryMetric = ClickJudge.Primary,
            Candidates = [.. trainers.Select(trainer => new ClickCandidate(trainer, material, options))],
            EvaluateServing = (artefact, _) => judge.Judge(new Predictor(ClicksFile.Read(artefact), "serving")),
        };
    }
}

/// <summary>What the candidates of one run share.</summary>
/// <param name="Rows">All rows.</param>
/// <param name="Train">Those before the split.</param>
/// <param name="All">All of them, as a table.</param>
/// <param name="Judge">Judges on those after it.</param>
internal sealed record ClickMaterial(IReadOnlyList<ClickRow> Rows, ClickTable Train, ClickTable All, ClickJudge Judge);

/// <summary>One algorithm of Learning as a candidate of the pipeline.</summary>
internal sealed class ClickCandidate(IClickModelTrainer trainer, ClickMaterial material, AdsOptions options) : ICandidate
{
    private const string Seed = "Seed";
    private IReadOnlyDictionary<string, IsotonicCalibration> _curves = new Dictionary<string, IsotonicCalibration>();

    public string Algorithm => trainer.Algorithm;

    public string Engine => trainer.Engine;

    public bool IsBaseline => false;

    public string? NotApplicable => trainer.WhyNotApplicable(material.Train);

    public Evaluation Evaluate(IReadOnlyDictionary<string, double>? parameters, IProgress<double> progress, CancellationToken cancel)
    {
        var chosen = new Dictionary<string, double>(parameters ?? new Dictionary<string, double>(), StringComparer.Ordinal);
        chosen.TryAdd(Seed, options.Seed);
        foreach (var (name, value) in ClickSettings.Of(trainer))
        {
            chosen.TryAdd(name, value);
        }

        var model = Train(material.Train, chosen, progress, cancel);
        var plain = new Predictor(
            new ClickModelContent(model, new Dictionary<string, IsotonicCalibration>(), ConversionRates.Unknown),
            "candidate"
        );
        _curves = material.Judge.Curves(plain);
        return material.Judge.Judge(plain) with { Parameters = chosen };
    }

    public void Refit(Evaluation evaluated, Stream artefact, IProgress<double> progress, CancellationToken cancel)
    {
        var model = Train(material.All, evaluated.Parameters, progress, cancel);
        var rates = ConversionRates.From(
            material
                .Rows.Where(row => row.Clicked)
                .GroupBy(row => (Campaign: row.Values[ClickFields.Campaign], Ad: row.Values[ClickFields.Ad]))
                .Select(g => (g.Key.Campaign, g.Key.Ad, (double)g.Count(), (double)g.Count(row => row.Sold)))
        );
        ClicksFile.Write(new ClickModelContent(model, _curves, rates), artefact);
        progress.Report(1);
    }

    private IClickModel Train(
        ClickTable table,
        IReadOnlyDictionary<string, double> settings,
        IProgress<double> progress,
        CancellationToken cancel
    )
    {
        var own = settings.Where(setting => setting.Key != Seed).ToDictionary(StringComparer.Ordinal);
        var threads = options.Threads > 0 ? options.Threads : Environment.ProcessorCount;
        return trainer.Train(table, own, new TrainingControl((ulong)settings[Seed], threads, progress.Report, cancel));
    }
}
