namespace Marketing.Learning.Recommenders;

/// <summary>One algorithm: its settings and how to train it.</summary>
public interface IRecommenderTrainer
{
    /// <summary>Name as in <c>evaluate recommendations --algorithm</c>: <c>popular</c>, <c>als</c>, …</summary>
    string Algorithm { get; }

    /// <summary><c>built-in</c> or <c>mlnet</c>.</summary>
    string Engine { get; }

    /// <summary>Every setting that the algorithm takes, with its default and range.</summary>
    IReadOnlyList<Setting> Settings { get; }

    /// <summary>True when it looks at <see cref="Histories.Descriptions"/>, and can therefore recommend items that nobody has had yet.</summary>
    bool LearnsFromDescriptions => false;

    /// <summary>
    /// The settings tried when none are given, the default first. Names as in CONTRACT.md: <c>Neighbours</c>, <c>Factors</c>, …;
    /// a setting that an entry leaves out has its default.
    /// </summary>
    IReadOnlyList<IReadOnlyDictionary<string, double>> Grid { get; }

    /// <summary><see cref="Grid"/> in the order in which to try it on this data: where time is short, only the first are tried.</summary>
    IReadOnlyList<IReadOnlyDictionary<string, double>> GridFor(Histories data) => Grid;

    /// <summary>Null when the algorithm can learn from the data, else the reason why not, as a sentence.</summary>
    string? WhyNotApplicable(Histories data);

    /// <summary>
    /// Bytes that <see cref="Train"/> takes at most beside the data, with any settings of <see cref="Grid"/>: told before it starts, from counts alone.
    /// </summary>
    long EstimatedBytes(Histories data) => TrainingBytes.Pairs(data, withValues: true);

    /// <summary>
    /// Multiplications and additions that <see cref="Train"/> takes, told from counts: by them <see cref="TuningPlan"/> chooses what is tried. Null where a
    /// training costs little beside any budget; the clock alone then ends the search.
    /// </summary>
    double? Operations(Histories data, IReadOnlyDictionary<string, double> settings) => null;

    /// <summary>Trains. The same data, settings and seed give the same model, whatever the number of threads.</summary>
    /// <exception cref="ArgumentException">A setting is unknown or out of range.</exception>
    /// <exception cref="OperationCanceledException">Looked at once an epoch.</exception>
    IRecommender Train(Histories data, IReadOnlyDictionary<string, double> settings, TrainingControl control);
}
