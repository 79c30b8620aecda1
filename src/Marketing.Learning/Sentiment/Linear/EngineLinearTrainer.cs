namespace Marketing.Learning.Sentiment.Linear;

/// <summary>Lets another engine fit the hyperplanes.</summary>
internal sealed class EngineLinearTrainer(LinearTextEngine engine) : LinearTrainer
{
    public override string Algorithm => engine.Algorithm;

    public override string Engine => engine.Engine;

    public override IReadOnlyList<Setting> Settings { get; } = [.. engine.Settings, .. LinearSettings.Input(wordOrder: 2)];

    public override IReadOnlyList<IReadOnlyDictionary<string, double>> Grid => engine.Grid;

    protected override LinearPlan[] PlansOf(IReadOnlyDictionary<string, double> settings, TrainingControl control) =>
        [
            new(
                engine.TfIdf ? TextWeighting.TfIdf : TextWeighting.Binary,
                (rows, members, signs) => Fit(rows, members, signs, settings, control)
            ),
        ];

    protected override ITextClassifier Finish(LinearTextModel model) =>
        new EngineTextModel(model, [.. model.Planes.Select(plane => plane.File ?? [])]);

    private LinearWeights Fit(
        TextRows rows,
        int[] members,
        sbyte[] signs,
        IReadOnlyDictionary<string, double> settings,
        TrainingControl control
    )
    {
        control.Cancel.ThrowIfCancellationRequested();
        if (members.Length == 0 || Array.TrueForAll(members, row => signs[row] == signs[members[0]]))
        {
            // All texts but a fold's can be of one class. No engine learns from that, some fail.
            return new LinearWeights(new float[rows.Size], members.Length == 0 ? 0 : signs[members[0]]);
        }

        var plane = engine.Fit(new LinearTextProblem(rows, members, signs), settings, control);
        return plane.Weights.Length == rows.Size && double.IsFinite(plane.Intercept) && Array.TrueForAll(plane.Weights, float.IsFinite)
            ? new LinearWeights(plane.Weights, plane.Intercept) { File = plane.File }
            : throw new InvalidOperationException($"{engine.Algorithm} gave weights that are no numbers, or not one a feature.");
    }
}
