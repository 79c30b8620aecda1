namespace Marketing.Learning.Clicks.Linear;

/// <summary>Finds the examination by position in turns: weights given θ, θ given the weights.</summary>
internal static class FtrlExamination
{
    private const int Rounds = 5;
    private const int MostRows = 200_000;

    /// <returns>θ by position − 1; empty when fewer than two positions occur.</returns>
    public static double[] Learn(ClickTable data, FtrlSettings settings, TrainingControl control)
    {
        if (data.HighestPosition < 2)
        {
            return [];
        }

        // The newest rows suffice: θ has a handful of values.
        var newest = data.Rows <= MostRows ? data : data.Where(row => row >= data.Rows - MostRows);
        var theta = Enumerable.Repeat(1.0, data.HighestPosition).ToArray();
        for (var round = 0; round < Rounds; round++)
        {
            control.Cancel.ThrowIfCancellationRequested();
            var pass = new FtrlPass(newest, settings, [], theta);
            pass.Run(static _ => true);
            pass.Predict(static _ => true);
            theta = PositionModel.Estimate(newest, pass.Predicted);
        }

        return theta;
    }
}
