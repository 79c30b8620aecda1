namespace Marketing.Learning.Sentiment.Linear;

/// <summary><c>svm</c>: linear support vector machine, see <see cref="DualCoordinateDescent"/>. Of three classes each is told from the other two.</summary>
internal sealed class SvmTrainer : LinearTrainer
{
    public const string Name = "svm";

    public override string Algorithm => Name;

    public override IReadOnlyList<Setting> Settings { get; } =
    [
        new("Cost", 1, 1e-5, 1e4, false, "weight of the losses against the penalty: about 1 for TF-IDF, .01 without"),
        new("TfIdf", 1, 0, 1, true, "1: (1 + ln count) · idf, texts scaled to length 1; 0: whether a feature occurs"),
        LinearSettings.Epochs,
        LinearSettings.Tolerance,
        .. LinearSettings.Input(wordOrder: 2),
    ];

    public override IReadOnlyList<IReadOnlyDictionary<string, double>> Grid { get; } =
    [
        new Dictionary<string, double>(),
        new Dictionary<string, double> { ["Cost"] = .5 },
        new Dictionary<string, double> { ["Cost"] = .01, ["TfIdf"] = 0 },
    ];

    protected override LinearPlan[] PlansOf(IReadOnlyDictionary<string, double> settings, TrainingControl control) =>
        [Plan(settings["TfIdf"] > 0 ? TextWeighting.TfIdf : TextWeighting.Binary, DescentOptions.Of(settings, control), control.Cancel)];

    /// <summary>The machine as a part of a model.</summary>
    public static LinearPlan Plan(TextWeighting weighting, DescentOptions options, CancellationToken cancel) =>
        new(weighting, (rows, members, signs) => DualCoordinateDescent.Train(rows, members, signs, null, options, cancel));
}
