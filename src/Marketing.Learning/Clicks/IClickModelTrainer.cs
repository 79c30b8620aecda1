namespace Marketing.Learning.Clicks;

/// <summary>One algorithm of clicks: its settings and how to train it.</summary>
public interface IClickModelTrainer
{
    /// <summary>Name as in <c>evaluate clicks --algorithm</c>: <c>logistic-ftrl</c>, <c>ffm</c>.</summary>
    string Algorithm { get; }

    /// <summary><c>built-in</c> or <c>mlnet</c>.</summary>
    string Engine { get; }

    /// <summary>Every setting that the algorithm takes, with its default and range.</summary>
    IReadOnlyList<Setting> Settings { get; }

    /// <summary>Null when the algorithm can learn from the data, else the reason why not, as a sentence.</summary>
    string? WhyNotApplicable(ClickTable data);

    /// <summary>
    /// Trains and calibrates, on a part held out by hash. The same data, settings and seed give the same model, whatever the number of threads.
    /// </summary>
    /// <exception cref="ArgumentException">A setting is unknown or out of range.</exception>
    /// <exception cref="OperationCanceledException">Looked at once an epoch.</exception>
    IClickModel Train(ClickTable data, IReadOnlyDictionary<string, double> settings, TrainingControl control);
}
