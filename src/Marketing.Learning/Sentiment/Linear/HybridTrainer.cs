namespace Marketing.Learning.Sentiment.Linear;

/// <summary>
/// <c>hybrid</c>: naive Bayes, the support vector machine and the one on ratios over the same n-grams, each with its default settings, weighed against each other by the
/// calibration: a logistic regression on the margins of texts that none of the three was trained on (stacking: Wolpert, "Stacked generalization", 1992). Where one of them
/// is led astray by a new kind of text the others seldom are.
/// </summary>
internal sealed class HybridTrainer : LinearTrainer
{
    public const string Name = "hybrid";

    public override string Algorithm => Name;

    public override IReadOnlyList<Setting> Settings { get; } =
    [
        new("SvmCost", 1, 1e-5, 1e4, false, "weight of the losses of svm against its penalty"),
        new("NbSvmCost", .03, 1e-5, 1e4, false, "the same of nbsvm"),
        new("Beta", .25, 0, 1, false, "share of the support vector machine in nbsvm"),
        new("Alpha", 1, 1e-6, 100, false, "added to every count of naive-bayes and nbsvm"),
        LinearSettings.Epochs,
        LinearSettings.Tolerance,
        .. LinearSettings.Input(wordOrder: 3),
    ];

    public override IReadOnlyList<IReadOnlyDictionary<string, double>> Grid { get; } = [new Dictionary<string, double>()];

    protected override LinearPlan[] PlansOf(IReadOnlyDictionary<string, double> settings, TrainingControl control)
    {
        DescentOptions Descent(string cost) => new(settings[cost], (int)settings["Epochs"], settings["Tolerance"], control.Seed);
        return
        [
            NaiveBayesTrainer.Plan(TextWeighting.ScaledBinary, settings["Alpha"]),
            SvmTrainer.Plan(TextWeighting.TfIdf, Descent("SvmCost"), control.Cancel),
            NbSvmTrainer.Plan(Descent("NbSvmCost"), settings["Beta"], settings["Alpha"], control.Cancel),
        ];
    }
}
