namespace Marketing.Learning.Sentiment.Linear;

/// <summary>
/// <c>nbsvm</c>: a support vector machine on features scaled by the log-count ratio r of naive Bayes, drawn towards the mean weight:
/// w′ = (1 − β)·mean|w| + β·w over the features that occur, and the intercept β·b. Wang and Manning, "Baselines and bigrams" (ACL 2012).
/// r is folded into the weights, so that scoring is that of any linear model.
/// </summary>
internal sealed class NbSvmTrainer : LinearTrainer
{
    public const string Name = "nbsvm";

    public override string Algorithm => Name;

    public override IReadOnlyList<Setting> Settings { get; } =
    [
        new("Cost", .1, 1e-5, 1e4, false, "weight of the losses against the penalty"),
        new("Beta", .25, 0, 1, false, "share of the support vector machine; 0 is naive Bayes"),
        new("Alpha", 1, 1e-6, 100, false, "added to every count of the ratios"),
        LinearSettings.Epochs,
        LinearSettings.Tolerance,
        .. LinearSettings.Input(wordOrder: 3),
    ];

    public override IReadOnlyList<IReadOnlyDictionary<string, double>> Grid { get; } =
    [new Dictionary<string, double>(), new Dictionary<string, double> { ["Cost"] = .03 }];

    protected override LinearPlan[] PlansOf(IReadOnlyDictionary<string, double> settings, TrainingControl control) =>
        [Plan(DescentOptions.Of(settings, control), settings["Beta"], settings["Alpha"], control.Cancel)];

    /// <summary>The machine on ratios as a part of a model.</summary>
    public static LinearPlan Plan(DescentOptions options, double beta, double alpha, CancellationToken cancel) =>
        new(TextWeighting.Binary, (rows, members, signs) => Fit(rows, members, signs, options, beta, alpha, cancel));

    private static LinearWeights Fit(
        TextRows rows,
        int[] members,
        sbyte[] signs,
        DescentOptions options,
        double beta,
        double alpha,
        CancellationToken cancel
    )
    {
        var ratios = LogCountRatios.Multinomial(rows, members, signs, alpha).Weights;
        var plane = DualCoordinateDescent.Train(rows, members, signs, ratios, options, cancel);
        var (sum, known) = (0.0, 0);
        for (var index = 0; index < ratios.Length; index++)
        {
            if (ratios[index] != 0)
            {
                sum += Math.Abs(plane.Weights[index]);
                known++;
            }
        }

        var mean = known == 0 ? 0 : sum / known;
        for (var index = 0; index < ratios.Length; index++)
        {
            ratios[index] *= (float)(((1 - beta) * mean) + (beta * plane.Weights[index]));
        }

        return new LinearWeights(ratios, beta * plane.Intercept);
    }
}
