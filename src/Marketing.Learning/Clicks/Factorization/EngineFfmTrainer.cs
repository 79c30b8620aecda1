using Marketing.Learning.Clicks.Linear;

namespace Marketing.Learning.Clicks.Factorization;

/// <summary>Lets another engine fit the machine.</summary>
internal sealed class EngineFfmTrainer(FactorizationEngine engine) : IClickModelTrainer
{
    private const int UnwatchedEpochs = 3;
    private static readonly Setting MinCount = FfmSettings.All.First(setting => setting.Name == nameof(FfmSettings.MinCount));

    public string Algorithm => engine.Algorithm;

    public string Engine => engine.Engine;

    public IReadOnlyList<Setting> Settings { get; } = [.. engine.Settings, MinCount];

    public string? WhyNotApplicable(ClickTable data) => new FfmTrainer().WhyNotApplicable(data);

    public IClickModel Train(ClickTable data, IReadOnlyDictionary<string, double> settings, TrainingControl control)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(control);
        var chosen = Setting.Resolve(Algorithm, Settings, settings);
        control.Cancel.ThrowIfCancellationRequested();
        if (WhyNotApplicable(data) is { } reason)
        {
            throw new ArgumentException(reason, nameof(data));
        }

        var examination = FtrlExamination.Learn(data, FtrlSettings.From(new Dictionary<string, double>()), control);
        var rehearsal = HeldOutRows.Suffice(data)
            ? Rehearse(data, chosen, examination, control)
            : new FfmRehearsal(Math.Min((int)chosen[FactorizationEngine.Epochs], UnwatchedEpochs), IsotonicCalibration.None, 0);
        var vocabulary = FfmVocabulary.Of(data, (int)chosen[MinCount.Name]);
        int[] rows = [.. Enumerable.Range(0, data.Rows)];
        var problem = new FactorizationProblem(data, vocabulary, rows, examination);
        var machine = engine.Fit(problem, With(chosen, rehearsal.Epochs), control);
        var online = FfmSettings.From(new Dictionary<string, double>());
        var learner = new FfmLearner(data, vocabulary, online, examination);
        var weights = MachineWeights.Of(problem, vocabulary, machine);
        weights.Linear[0].Weight += (float)FfmTrainer.Centre(data, learner, weights, rehearsal, examination, control);
        MachineWeights.Remember(weights, data, learner, examination, control.Cancel);
        control.Progress?.Invoke(1);
        var variances = FfmTrainer.PriorVariances(data, learner, weights);
        var model = new FfmModel(
            data.Encoding,
            vocabulary,
            weights,
            online with
            {
                Factors = weights.Factors,
            },
            rehearsal.Curve,
            variances,
            examination
        )
        {
            RowsLearnt = rehearsal.RowsLearnt + ((long)data.Rows * rehearsal.Epochs),
        };
        return new EngineClickModel(Algorithm, model, machine.File);
    }

    // The engine cannot be asked after each pass, so ever longer fits on nine tenths of the rows say how many passes are best for the last tenth.
    private FfmRehearsal Rehearse(
        ClickTable data,
        IReadOnlyDictionary<string, double> settings,
        double[] examination,
        TrainingControl control
    )
    {
        int[] judged = [.. Enumerable.Range(0, data.Rows).Where(row => HeldOutRows.Has(row, control.Seed))];
        int[] learns = [.. Enumerable.Range(0, data.Rows).Where(row => !HeldOutRows.Has(row, control.Seed))];
        var vocabulary = FfmVocabulary.Of(data, (int)settings[MinCount.Name], row => !HeldOutRows.Has(row, control.Seed));
        var problem = new FactorizationProblem(data, vocabulary, learns, examination);
        var learner = new FfmLearner(data, vocabulary, FfmSettings.From(new Dictionary<string, double>()), examination);
        var (best, epochs, scores, learnt) = (double.PositiveInfinity, 1, Array.Empty<double>(), 0L);
        var most = (int)settings[FactorizationEngine.Epochs];
        foreach (var tried in (int[])[.. new[] { most / 8, most / 4, most / 2, most }.Where(passes => passes > 0).Distinct()])
        {
            var weights = MachineWeights.Of(problem, vocabulary, engine.Fit(problem, With(settings, tried), control));
            learnt += (long)tried * learns.Length;
            var predicted = learner.Predict(weights, judged, control);
            var loss = HeldOutRows.Loss(data, judged, predicted, examination);
            control.Progress?.Invoke(.5 * tried / most);
            if (loss >= best)
            {
                break;
            }

            (best, epochs, scores) = (loss, tried, predicted);
        }

        return new FfmRehearsal(epochs, HeldOutRows.Calibrate(data, judged, scores, examination), learnt);
    }

    private static Dictionary<string, double> With(IReadOnlyDictionary<string, double> settings, int epochs) =>
        new(settings) { [FactorizationEngine.Epochs] = epochs };
}
