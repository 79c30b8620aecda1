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

    protected override TextWeighting WeightingOf(IReadOnlyDictionary<string, double> settings) =>
        settings["TfIdf"] > 0 ? TextWeighting.TfIdf : TextWeighting.Binary;

    protected override LinearWeights Fit(
        TextRows rows,
        int[] members,
        sbyte[] signs,
        IReadOnlyDictionary<string, double> settings,
        TrainingControl control
    ) => DualCoordinateDescent.Train(rows, members, signs, null, DescentOptions.Of(settings, control), control.Cancel);
}
