namespace Marketing.Learning.Sentiment.Linear;

/// <summary>
/// What the linear models share: texts to rows, the hyperplanes of each part for all texts and for those outside each held-out fold (side by side on the cores), and a
/// calibration on the margins of the folds, which also weighs the parts against each other.
/// </summary>
internal abstract class LinearTrainer : ITextClassifierTrainer
{
    private const int FewestTexts = 5;
    private const ulong FoldSalt = 0x5EED_F01D;

    public abstract string Algorithm { get; }

    public virtual string Engine => "built-in";

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

        var (input, plans) = (LinearSettings.ToInput(resolved), PlansOf(resolved, control));
        var known = KnownWords.None();
        var rows = Rows(data.Texts, input, plans, known, control);
        control.Progress?.Invoke(.2);
        var signs = Signs(data);
        var folds = new HeldOutFolds(data.Count, data.Classes, control.Seed ^ FoldSalt);

        // The set without members of fold -1 is all of it: the model itself, and the longest job, so it goes first.
        var jobs = Enumerable
            .Range(-1, folds.Count + 1)
            .SelectMany(fold => plans.SelectMany((plan, number) => signs.Select(sign => (fold, plan, rows: rows[number], sign))))
            .ToArray();
        var planes = new LinearWeights[jobs.Length];
        var done = 0;
        Parallel.For(
            0,
            jobs.Length,
            new ParallelOptions { MaxDegreeOfParallelism = control.Threads, CancellationToken = control.Cancel },
            job =>
            {
                var (fold, plan, own, sign) = jobs[job];
                planes[job] = plan.Fit(own, folds.Trained(fold), sign);
                control.Progress?.Invoke(.2 + (.7 * Interlocked.Increment(ref done) / jobs.Length));
            }
        );
        var calibration = Calibrate(plans, rows, data, folds, planes, signs.Length);
        control.Progress?.Invoke(1);
        LinearPart[] parts =
        [
            .. plans.Select(
                (plan, number) =>
                    new LinearPart(
                        plan.Weighting,
                        planes[(number * signs.Length)..((number + 1) * signs.Length)],
                        rows[number].InverseFrequencies
                    )
            ),
        ];
        return Finish(new LinearTextModel(Algorithm, input, parts, known, calibration, Priors(data)));
    }

    /// <summary>What is handed out.</summary>
    /// <param name="model">Ready to serve, its hyperplanes as they were fitted on all texts.</param>
    protected virtual ITextClassifier Finish(LinearTextModel model) => model;

    /// <summary>The parts of the model, at least one.</summary>
    protected abstract LinearPlan[] PlansOf(IReadOnlyDictionary<string, double> settings, TrainingControl control);

    /// <summary>One a plan. Texts are read once for each weighting; all have the same features.</summary>
    private static TextRows[] Rows(
        IReadOnlyList<string> texts,
        LinearInput input,
        LinearPlan[] plans,
        KnownWords known,
        TrainingControl control
    )
    {
        var read = new Dictionary<TextWeighting, TextRows>();
        foreach (var weighting in plans.Select(plan => plan.Trained).OrderByDescending(weighting => weighting))
        {
            if (!read.ContainsKey(weighting))
            {
                read[weighting] =
                    weighting == TextWeighting.Binary && read.Count > 0
                        ? read.Values.First().Binary()
                        : TextRows.Read(
                            texts,
                            input.Options,
                            input.Space,
                            weighting,
                            read.Count == 0 ? known : null,
                            control.Threads,
                            control.Cancel
                        );
            }
        }

        return [.. plans.Select(plan => read[plan.Trained])];
    }

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

    private static MarginCalibration Calibrate(
        LinearPlan[] plans,
        TextRows[] rows,
        LabelledTexts data,
        HeldOutFolds folds,
        LinearWeights[] planes,
        int width
    )
    {
        var (margins, labels) = (new List<double[]>(), new List<SentimentLabel>());
        var all = rows.Length * width;
        for (var fold = 0; fold < folds.Count; fold++)
        {
            foreach (var row in folds.HeldOut(fold))
            {
                var own = new double[all];
                for (var part = 0; part < rows.Length; part++)
                {
                    // As a text that comes later: naive Bayes learns from counts that it scales when it scores.
                    var values = rows[part].ValuesOf(row, isScaled: plans[part].Trained != plans[part].Weighting);
                    for (var plane = part * width; plane < (part + 1) * width; plane++)
                    {
                        own[plane] = planes[((fold + 1) * all) + plane].Margin(rows[part].Indices[row], values);
                    }
                }

                margins.Add(own);
                labels.Add(data.Labels[row]);
            }
        }

        return MarginCalibration.Fit([.. margins], [.. labels], data.Classes);
    }
}
