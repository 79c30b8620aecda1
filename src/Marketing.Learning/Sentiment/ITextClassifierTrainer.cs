namespace Marketing.Learning.Sentiment;

/// <summary>One algorithm of sentiment: its settings and how to train it.</summary>
public interface ITextClassifierTrainer
{
    /// <summary>Name as in <c>evaluate sentiment --algorithm</c>: <c>naive-bayes</c>, <c>svm</c>, …</summary>
    string Algorithm { get; }

    /// <summary><c>built-in</c> or <c>mlnet</c>.</summary>
    string Engine { get; }

    /// <summary>Every setting that the algorithm takes, with its default and range.</summary>
    IReadOnlyList<Setting> Settings { get; }

    /// <summary>The settings tried when none are given, the default first; a setting that an entry leaves out has its default.</summary>
    IReadOnlyList<IReadOnlyDictionary<string, double>> Grid { get; }

    /// <summary>Null when the algorithm can learn from the data, else the reason why not, as a sentence.</summary>
    string? WhyNotApplicable(LabelledTexts data);

    /// <summary>Trains and calibrates (on a part of the data held out by hash). The same data, settings and seed give the same model, whatever the number of threads.</summary>
    /// <exception cref="ArgumentException">A setting is unknown or out of range.</exception>
    /// <exception cref="OperationCanceledException">Looked at once an epoch.</exception>
    ITextClassifier Train(LabelledTexts data, IReadOnlyDictionary<string, double> settings, TrainingControl control);
}
