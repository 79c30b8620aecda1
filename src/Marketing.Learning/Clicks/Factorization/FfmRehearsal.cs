namespace Marketing.Learning.Clicks.Factorization;

/// <summary>What training on nine tenths of the rows says of training on all.</summary>
/// <param name="Epochs">Passes after which the held-out tenth was predicted best.</param>
/// <param name="Curve">Calibration on the held-out tenth.</param>
/// <param name="RowsLearnt">Rows learnt for it, each pass counted.</param>
internal sealed record FfmRehearsal(int Epochs, IsotonicCalibration Curve, long RowsLearnt)
{
    public static FfmRehearsal Run(ClickTable data, FfmSettings settings, double[] examination, TrainingControl control)
    {
        // A value of held-out rows alone must be as unknown as a value of tomorrow: it has no place in this vocabulary.
        var vocabulary = FfmVocabulary.Of(data, settings.MinCount, row => !HeldOutRows.Has(row, control.Seed), control.Threads);
        var learner = new FfmLearner(data, vocabulary, settings, examination, control.Threads);
        int[] judged = [.. Enumerable.Range(0, data.Rows).Where(row => HeldOutRows.Has(row, control.Seed))];
        int[] learns = [.. Enumerable.Range(0, data.Rows).Where(row => !HeldOutRows.Has(row, control.Seed))];
        var weights = Start(vocabulary, settings, control);
        var (best, epochs, scores) = (double.PositiveInfinity, 1, Array.Empty<double>());
        var learnt = 0L;
        for (var epoch = 0; epoch < settings.Epochs; epoch++)
        {
            control.Cancel.ThrowIfCancellationRequested();
            learner.Run(weights, Shuffled(learns, control.Seed, epoch), epoch == 0, control.Threads);
            learnt += learns.Length;
            var predicted = learner.Predict(weights, judged, control);
            var loss = HeldOutRows.Loss(data, judged, predicted, examination);
            control.Progress?.Invoke(.5 * (epoch + 1) / settings.Epochs);
            if (loss >= best)
            {
                break;
            }

            (best, epochs, scores) = (loss, epoch + 1, predicted);
        }

        return new FfmRehearsal(epochs, HeldOutRows.Calibrate(data, judged, scores, examination), learnt);
    }

    public static FfmWeights Start(FfmVocabulary vocabulary, FfmSettings settings, TrainingControl control)
    {
        var weights = new FfmWeights(vocabulary, settings.Factors);
        weights.Randomize(vocabulary, control.Seed);
        return weights;
    }

    /// <summary>The rows in an order that depends on seed and epoch alone (Fisher and Yates).</summary>
    public static int[] Shuffled(int[] rows, ulong seed, int epoch)
    {
        var shuffled = (int[])rows.Clone();
        for (var at = shuffled.Length - 1; at > 0; at--)
        {
            var other = (int)(SplitMix64.At(seed + (ulong)epoch, (ulong)at) % (ulong)(at + 1));
            (shuffled[at], shuffled[other]) = (shuffled[other], shuffled[at]);
        }

        return shuffled;
    }
}
