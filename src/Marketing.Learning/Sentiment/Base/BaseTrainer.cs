namespace Marketing.Learning.Sentiment.Base;

/// <summary>Puts the base model among the others of an evaluation: it learns nothing from the data that it is given.</summary>
internal sealed class BaseTrainer : ITextClassifierTrainer
{
    public string Algorithm => BaseSentiment.Name;

    public string Engine => "built-in";

    public IReadOnlyList<Setting> Settings { get; } = [];

    public IReadOnlyList<IReadOnlyDictionary<string, double>> Grid { get; } = [new Dictionary<string, double>()];

    public string? WhyNotApplicable(LabelledTexts data) => null;

    public ITextClassifier Train(LabelledTexts data, IReadOnlyDictionary<string, double> settings, TrainingControl control)
    {
        ArgumentNullException.ThrowIfNull(control);
        Setting.Resolve(Algorithm, Settings, settings);
        return BaseSentiment.Create(control.Threads, control.Cancel);
    }
}
