namespace Marketing.Learning.Sentiment.Linear;

/// <summary>
/// What the linear models share: texts to rows, hyperplanes for all texts and for those outside each held-out fold (side by side on the cores), and a
/// calibration on the margins of the folds.
/// </summary>
internal abstract class LinearTrainer : ITextClassifierTrainer
{
    private const int FewestTexts = 5;
    private const ulong FoldSalt = 0x5EED_F01D;

    public abstract string Algorithm { get; }

    public string Engine => "built-in";

    public abstract IReadOnlyList<Setting> Settings { get; }

    public abstract IReadOnlyList<IReadOnlyDictionary<string, double>> Grid { get; }

    public string? WhyNotApplicable(LabelledTexts data)
    {
        ArgumentNullException.ThrowIfNull(data);
        foreach (var label in (SentimentLabel[])[SentimentLabel.Negative, SentimentLabel.Positive])
        {
            var count = data.Labels.Count(own => own == label);
            if (count < FewestTexts)
            {
                return $"There are {count} {label.ToString().ToLowerInvariant()} texts to learn from; it takes {FewestTexts}.";
            }
        }

        return null;
    }

    public ITextClassifier Train(LabelledTexts data, IReadOnlyDictionary<string, double> settings, TrainingControl control)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(control);
        var resolved = Setting.Resolve(Algorithm, Settings, settings);
        if (WhyNotApplicable(data) is { } reason)
        {
            throw new ArgumentException(reason, nameof(data));
        }

        var input = LinearSettings.ToInput(resolved, WeightingOf(resolved));
        var trained = Unscaled(input.Weighting);
        var rows = TextRows.Read(data.Texts, input.Options, input.Space, trained, control.Threads, control.Cancel);
        control.Progress?.Invoke(.2);
        var signs = Signs(data);
        var folds = new HeldOutFolds(rows.Count, control.Seed ^ FoldSalt);

        // The set without members of fold -1 is all of it: the model itself, and the longest job, so it goes first.
        var jobs = Enumerable.Range(-1, folds.Count + 1).SelectMany(fold => signs.Select((sign, plane) => (fold, sign, plane))).ToArray();
        var planes = new LinearWeights[jobs.Length];
        var done = 0;
        Parallel.For(
            0,
            jobs.Length,
            new ParallelOptions { MaxDegreeOfParallelism = control.Threads, CancellationToken = control.Cancel },
            job =>
            {
                planes[job] = Fit(rows, folds.Trained(jobs[job].fold), jobs[job].sign, resolved, control);
                control.Progress?.Invoke(.2 + (.7 * Interlocked.Increment(ref done) / jobs.Length));
            }
        );
        var scored = trained == input.Weighting ? rows : rows.Scaled();
        var calibration = Calibrate(scored, data, folds, planes, signs.Length);
        control.Progress?.Invoke(1);
        return new LinearTextModel(Algorithm, input, planes[..signs.Length], rows.InverseFrequencies, calibration, Priors(data));
    }

    /// <summary>What a feature counts for when a text is scored.</summary>
    protected abstract TextWeighting WeightingOf(IReadOnlyDictionary<string, double> settings);

    /// <summary>One hyperplane between the rows of sign +1 and those of sign −1.</summary>
    protected abstract LinearWeights Fit(
        TextRows rows,
        int[] members,
        sbyte[] signs,
        IReadOnlyDictionary<string, double> settings,
        TrainingControl control
    );

    // Naive Bayes counts texts as they are and scales what it makes of them.
    private static TextWeighting Unscaled(TextWeighting weighting) =>
        weighting switch
        {
            TextWeighting.ScaledCount => TextWeighting.Count,
            TextWeighting.ScaledBinary => TextWeighting.Binary,
            _ => weighting,
        };

    private static sbyte[][] Signs(LabelledTexts data)
    {
        SentimentLabel[] targets =
            data.Classes == 2 ? [SentimentLabel.Positive] : [SentimentLabel.Negative, SentimentLabel.Positive, SentimentLabel.Neutral];
        return [.. targets.Select(target => data.Labels.Select(label => (sbyte)(label == target ? 1 : -1)).ToArray())];
    }

    private static double[] Priors(LabelledTexts data) =>
        [
            .. Enumerable
                .Range(0, data.Classes)
                .Select(label => (data.Labels.Count(own => (int)own == label) + 1.0) / (data.Count + data.Classes)),
        ];

    private static MarginCalibration Calibrate(TextRows rows, LabelledTexts data, HeldOutFolds folds, LinearWeights[] planes, int width)
    {
        var (margins, labels) = (new List<double[]>(), new List<SentimentLabel>());
        for (var fold = 0; fold < folds.Count; fold++)
        {
            foreach (var row in folds.HeldOut(fold))
            {
                margins.Add([.. Enumerable.Range((fold + 1) * width, width).Select(plane => planes[plane].Margin(rows, row))]);
                labels.Add(data.Labels[row]);
            }
        }

        return MarginCalibration.Fit([.. margins], [.. labels], data.Classes);
    }
}
