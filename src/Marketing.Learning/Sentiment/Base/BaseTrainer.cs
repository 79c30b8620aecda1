namespace Marketing.Learning.Sentiment.Base;

/// <summary>Puts the base model among the others of an evaluation: all that it takes from the data is whether there are neutral texts.</summary>
internal sealed class BaseTrainer : ITextClassifierTrainer
{
    public string Algorithm => BaseSentiment.Name;

    public string Engine => "built-in";

    public IReadOnlyList<Setting> Settings { get; } = [];

    public IReadOnlyList<IReadOnlyDictionary<string, double>> Grid { get; } = [new Dictionary<string, double>()];

    public string? WhyNotApplicable(LabelledTexts data) => null;

    public ITextClassifier Train(LabelledTexts data, IReadOnlyDictionary<string, double> settings, TrainingControl control)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(control);
        Setting.Resolve(Algorithm, Settings, settings);
        var shipped = BaseSentiment.Create(control.Threads, control.Cancel);
        return data.Classes == 2 ? shipped : new NeutralBetween(shipped);
    }
}
