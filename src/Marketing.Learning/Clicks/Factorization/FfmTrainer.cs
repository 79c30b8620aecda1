using System.Runtime.Intrinsics;
using Marketing.Learning.Clicks.Linear;

namespace Marketing.Learning.Clicks.Factorization;

/// <summary>Trains <see cref="FfmModel"/>.</summary>
internal sealed class FfmTrainer : IClickModelTrainer
{
    private const int RowsForPriors = 20_000;
    private const int UnwatchedEpochs = 3; // where too few rows could be held out to say when to stop

    public string Algorithm => FfmModel.Name;

    public string Engine => "built-in";

    public IReadOnlyList<Setting> Settings => FfmSettings.All;

    public string? WhyNotApplicable(ClickTable data)
    {
        if (data.Clicks == 0 || data.Clicks == data.Rows)
        {
            return "All rows have the same outcome: there is nothing to tell apart.";
        }

        return data.Fields < 2 ? "There is one feature: pairs need two." : null;
    }

    public IClickModel Train(ClickTable data, IReadOnlyDictionary<string, double> settings, TrainingControl control)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(control);
        var chosen = FfmSettings.From(settings);
        control.Cancel.ThrowIfCancellationRequested();
        var examination = FtrlExamination.Learn(data, FtrlSettings.From(new Dictionary<string, double>()), control);
        var rehearsal = HeldOutRows.Suffice(data)
            ? FfmRehearsal.Run(data, chosen, examination, control)
            : new FfmRehearsal(Math.Min(chosen.Epochs, UnwatchedEpochs), IsotonicCalibration.None, 0);
        var (epochs, learnt) = (rehearsal.Epochs, rehearsal.RowsLearnt);
        var vocabulary = FfmVocabulary.Of(data, chosen.MinCount, threads: control.Threads);
        var learner = new FfmLearner(data, vocabulary, chosen, examination, control.Threads);
        int[] rows = [.. Enumerable.Range(0, data.Rows)];
        var weights = FfmRehearsal.Start(vocabulary, chosen, control);
        for (var epoch = 0; epoch < epochs; epoch++)
        {
            control.Cancel.ThrowIfCancellationRequested();
            learner.Run(weights, FfmRehearsal.Shuffled(rows, control.Seed, epoch), epoch == 0, control.Threads);
            learnt += rows.Length;
            control.Progress?.Invoke(.5 + (.5 * (epoch + 1) / epochs));
        }

        weights.Linear[0].Weight += (float)Centre(data, learner, weights, rehearsal, examination, control);
        return new FfmModel(
            data.Encoding,
            vocabulary,
            weights,
            chosen,
            rehearsal.Curve,
            PriorVariances(data, learner, weights),
            examination
        )
        {
            RowsLearnt = learnt,
        };
    }

    /// <summary>Shift of the bias after which the predictions sum to the clicks.</summary>
    internal static double Centre(
        ClickTable data,
        FfmLearner learner,
        FfmWeights weights,
        FfmRehearsal rehearsal,
        double[] examination,
        TrainingControl control
    )
    {
        int[] rows = [.. Enumerable.Range(0, data.Rows)];
        var (predicted, clicks) = (learner.Predict(weights, rows, control), 0.0);
        var (logOdds, counts) = (new float[data.Rows], new float[data.Rows]);
        for (var row = 0; row < data.Rows; row++)
        {
            logOdds[row] = (float)Logistic.LogOdds(predicted[row]);
            var looked = PositionModel.WeightOf(examination, data.Position(row), predicted[row], data.Clicked(row));
            counts[row] = data.Weight(row) * (float)looked;
            clicks += data.Clicked(row) ? counts[row] : 0;
        }

        return Recentring.Shift(logOdds, counts, clicks, rehearsal.Curve);
    }

    /// <summary>Variance over rows of a field's part: its single weights and half of each pair. At least .0025.</summary>
    internal static unsafe double[] PriorVariances(ClickTable data, FfmLearner learner, FfmWeights weights)
    {
        var count = Math.Min(data.Rows, RowsForPriors);
        var (sums, squares, parts) = (new double[data.Fields], new double[data.Fields], new double[data.Fields]);
        for (var row = data.Rows - count; row < data.Rows; row++)
        {
            var ids = learner.Ids(row);
            for (var field = 0; field < parts.Length; field++)
            {
                parts[field] = weights.Linear[weights.LinearPlace(field, ids[field])].Weight;
            }

            for (var pair = 0; pair < weights.Pairs.Length; pair++)
            {
                var (a, b) = weights.Pairs[pair];
                var products = FfmKernels.Product(
                    weights.A(pair) + ((nint)ids[a] * weights.Stride),
                    weights.B(pair) + ((nint)ids[b] * weights.Stride),
                    weights.Factors
                );
                var half = .5 * weights.Scale * Vector128.Sum(products);
                parts[a] += half;
                parts[b] += half;
            }

            for (var field = 0; field < parts.Length; field++)
            {
                sums[field] += parts[field];
                squares[field] += parts[field] * parts[field];
            }
        }

        return [.. sums.Zip(squares, (sum, square) => Math.Max(.0025, (square / count) - (sum / count * (sum / count))))];
    }
}
