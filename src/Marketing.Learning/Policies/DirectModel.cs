using Marketing.Learning.Clicks;
using Marketing.Learning.Clicks.Linear;

namespace Marketing.Learning.Policies;

/// <summary>
/// What a logistic model expects of an action in a context: P(reward ≠ 0) × the mean of the rewards that are not 0. It sees each feature, the action, and
/// each feature together with the action, so that actions may suit contexts.
/// </summary>
public sealed class DirectModel
{
    private readonly OffPolicyLog _log;
    private readonly IClickModel? _model;
    private readonly double _probability;
    private readonly double _worth;
    private readonly int[] _actionCodes;

    private DirectModel(OffPolicyLog log, IClickModel? model, double probability, double worth)
    {
        (_log, _model, _probability, _worth) = (log, model, probability, worth);
        _actionCodes = model is null
            ? []
            : [.. Enumerable.Range(0, log.Actions.Count).Select(action => model.Code(0, ActionToken(log, action)))];
    }

    /// <summary>Learns from some rows.</summary>
    /// <param name="log">Where the rows are.</param>
    /// <param name="learns">Which of them teach.</param>
    /// <param name="seed">Fixes every random choice.</param>
    /// <param name="cancel">Stops the work.</param>
    /// <returns>A constant model where the rows have but one outcome.</returns>
    public static DirectModel Train(OffPolicyLog log, Func<int, bool> learns, ulong seed, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(log);
        ArgumentNullException.ThrowIfNull(learns);
        var table = new ClickTable(ClickEncoding.Learn(Fields(log)), log.Rows);
        var (row, sum, clicks) = (new uint[table.Fields], 0.0, 0);
        for (var at = 0; at < log.Rows; at++)
        {
            if (learns(at))
            {
                Tokens(log, at, log.Action[at], row);
                table.Add(row, log.Reward[at] != 0);
                sum += log.Reward[at];
                clicks += log.Reward[at] != 0 ? 1 : 0;
            }
        }

        var trainer = new FtrlTrainer();
        var model =
            trainer.WhyNotApplicable(table) is null && table.Rows > 0
                ? trainer.Train(table, new Dictionary<string, double>(), new TrainingControl(seed, 1, null, cancel))
                : null;
        return new DirectModel(log, model, table.Rows == 0 ? 0 : (double)clicks / table.Rows, clicks == 0 ? 0 : sum / clicks);
    }

    /// <summary>A model for each fold of customers, learnt from the other folds: no row is judged by a model that saw it or its customer.</summary>
    /// <param name="log">The log.</param>
    /// <param name="folds">At least 2.</param>
    /// <param name="seed">Fixes every random choice.</param>
    /// <param name="cancel">Stops the work.</param>
    /// <returns>What is expected of an action in a row of the log.</returns>
    public static Func<int, int, double> CrossFit(OffPolicyLog log, int folds, ulong seed, CancellationToken cancel)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(folds, 2);
        var models = Enumerable
            .Range(0, folds)
            .Select(fold => Train(log, row => FoldOf(log, row, folds, seed) != fold, seed, cancel))
            .ToArray();
        return (row, action) => models[FoldOf(log, row, folds, seed)].Expected(row, action);
    }

    /// <summary>
    /// Two models for each row, from two different folds, neither of which holds the row: one to choose by and one to judge by. A model that judged its own choices
    /// would flatter them.
    /// </summary>
    /// <returns>Expectations to choose by, expectations to judge by.</returns>
    public static (Func<int, int, double> Chooses, Func<int, int, double> Judges) CrossFitPair(
        OffPolicyLog log,
        ulong seed,
        CancellationToken cancel
    )
    {
        const int Folds = 3;
        var models = Enumerable
            .Range(0, Folds)
            .Select(fold => Train(log, row => FoldOf(log, row, Folds, seed) == fold, seed, cancel))
            .ToArray();
        return (
            (row, action) => models[(FoldOf(log, row, Folds, seed) + 1) % Folds].Expected(row, action),
            (row, action) => models[(FoldOf(log, row, Folds, seed) + 2) % Folds].Expected(row, action)
        );
    }

    /// <summary>The same model for the rows of another log with the same features; an action that it never saw is as the average one.</summary>
    public DirectModel On(OffPolicyLog log)
    {
        ArgumentNullException.ThrowIfNull(log);
        return log.FeatureNames.SequenceEqual(_log.FeatureNames)
            ? new DirectModel(log, _model, _probability, _worth)
            : throw new ArgumentException("The logs have different features.", nameof(log));
    }

    /// <summary>What it expects of an action in a row.</summary>
    public double Expected(int row, int action)
    {
        if (_model is null)
        {
            return _probability * _worth;
        }

        var count = _log.FeatureNames.Count;
        Span<int> codes = stackalloc int[1 + (2 * count)];
        codes[0] = _actionCodes[action];
        var features = _log.FeaturesAt(row);
        var actionToken = ActionToken(_log, action);
        for (var feature = 0; feature < count; feature++)
        {
            codes[1 + (2 * feature)] = _model.Code(1 + (2 * feature), features[feature]);
            codes[2 + (2 * feature)] = _model.Code(2 + (2 * feature), Together(actionToken, features[feature]));
        }

        return _model.Predict(codes).Probability * _worth;
    }

    private static ClickField[] Fields(OffPolicyLog log) =>
        [new("action"), .. log.FeatureNames.SelectMany(name => (ClickField[])[new($"feature {name}"), new($"action and {name}")])];

    private static void Tokens(OffPolicyLog log, int row, int action, Span<uint> tokens)
    {
        tokens[0] = ActionToken(log, action);
        var features = log.FeaturesAt(row);
        for (var feature = 0; feature < features.Length; feature++)
        {
            tokens[1 + (2 * feature)] = features[feature];
            tokens[2 + (2 * feature)] = Together(tokens[0], features[feature]);
        }
    }

    // By its name, not its number: another log may number its actions otherwise.
    private static uint ActionToken(OffPolicyLog log, int action) => ClickEncoding.Token(0, log.Actions[action]);

    private static uint Together(uint action, uint feature) => (uint)(SplitMix64.Mix(((ulong)action << 32) | feature) >> 32);

    private static int FoldOf(OffPolicyLog log, int row, int folds, ulong seed) =>
        (int)(SplitMix64.At(seed + 1, (uint)(log.Customer.Length == 0 ? row : log.Customer[row])) % (ulong)folds);
}
