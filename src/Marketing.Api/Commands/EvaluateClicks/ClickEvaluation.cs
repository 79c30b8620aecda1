using Marketing.Api.Commands.Evaluation;
using Marketing.Learning;
using Marketing.Learning.Clicks;

namespace Marketing.Api.Commands.EvaluateClicks;

/// <summary>Trains and judges algorithms one after the other.</summary>
internal static class ClickEvaluation
{
    /// <param name="algorithms">Names and their fixed settings.</param>
    /// <param name="train">Learnt from.</param>
    /// <param name="test">Judged on.</param>
    /// <param name="seed">Fixes every random choice.</param>
    /// <param name="threads">Worker threads.</param>
    /// <param name="board">Shows the progress.</param>
    /// <param name="cancel">Stops.</param>
    public static ClickReport Run(
        IReadOnlyList<(IClickModelTrainer Trainer, IReadOnlyDictionary<string, double> Settings)> algorithms,
        ClickTable train,
        ClickTable test,
        ulong seed,
        int threads,
        ProgressBoard board,
        CancellationToken cancel
    )
    {
        var machine = MachineReport.Measure();
        return new ClickReport(machine, seed, train, test, [.. algorithms.Select(RunOne)]);

        ClickAlgorithmReport RunOne((IClickModelTrainer Trainer, IReadOnlyDictionary<string, double> Settings) algorithm)
        {
            var (trainer, settings) = algorithm;
            if (trainer.WhyNotApplicable(train) is { } reason)
            {
                return new ClickAlgorithmReport(trainer.Algorithm) { NotApplicable = reason };
            }

            var step = board.Begin(trainer.Algorithm, "rows");
            var control = new TrainingControl(seed, threads, share => step.Report(share, (long)(share * train.Rows)), cancel);
            var (model, training) = ProcessUsage.Of(() => trainer.Train(train, settings, control));
            var (scores, prediction) = ProcessUsage.Of(() => Predict(model, test, cancel));
            step.Finish(train.Rows);
            return new ClickAlgorithmReport(trainer.Algorithm)
            {
                Settings = Setting.Resolve(trainer.Algorithm, trainer.Settings, settings),
                Metrics = ClickMetrics.Of(scores, [.. Enumerable.Range(0, test.Rows).Select(test.Clicked)]),
                Scores = scores,
                RowsLearnt = model.RowsLearnt,
                Training = training,
                Prediction = prediction,
            };
        }
    }

    // As serving does: codes, then the prediction.
    private static double[] Predict(IClickModel model, ClickTable test, CancellationToken cancel)
    {
        var scores = new double[test.Rows];
        var codes = new int[test.Fields];
        for (var row = 0; row < test.Rows; row++)
        {
            cancel.ThrowIfCancellationRequested();
            var tokens = test.Tokens(row);
            for (var field = 0; field < codes.Length; field++)
            {
                codes[field] = model.Code(field, tokens[field]);
            }

            scores[row] = model.Predict(codes).Probability;
        }

        return scores;
    }
}
