namespace Marketing.Learning.Clicks;

/// <summary>
/// Examination by position: P(click) = θ(position) · P(click | looked at). A place low in the list is clicked less because fewer look, and
/// that must not be learnt into the ad. Learnt by EM: without a click, a place was looked at with θ(1 − p)/(1 − θp)
/// (Richardson et al. 2007; Wang et al. 2018, "Position Bias Estimation for Unbiased Learning to Rank").
/// </summary>
public static class PositionModel
{
    /// <summary>Chance that a place was looked at, given its outcome. 1 for a click, and where the position is unknown.</summary>
    /// <param name="examination">θ by position − 1.</param>
    /// <param name="position">1 is first; 0 when unknown; beyond the known ones it is as the last.</param>
    /// <param name="probability">P(click | looked at).</param>
    /// <param name="clicked">The outcome.</param>
    public static double WeightOf(IReadOnlyList<double> examination, int position, double probability, bool clicked)
    {
        ArgumentNullException.ThrowIfNull(examination);
        if (clicked || position < 1 || examination.Count == 0)
        {
            return 1;
        }

        var theta = examination[Math.Min(position, examination.Count) - 1];
        return theta * (1 - probability) / Math.Max(1e-9, 1 - (theta * probability));
    }

    /// <summary>One M step: θ anew from the outcomes at each position and what is believed of each row.</summary>
    /// <param name="data">Rows; those without a position are left out.</param>
    /// <param name="probabilities">P(click | looked at) of each row. Shape [rows].</param>
    /// <returns>θ by position − 1, relative to position 1; a position never seen is as the one before it.</returns>
    public static double[] Estimate(ClickTable data, ReadOnlySpan<double> probabilities)
    {
        ArgumentNullException.ThrowIfNull(data);
        var (clicks, expected) = (new double[data.HighestPosition], new double[data.HighestPosition]);
        for (var row = 0; row < data.Rows; row++)
        {
            if (data.Position(row) is var position and > 0)
            {
                clicks[position - 1] += data.Clicked(row) ? data.Weight(row) : 0;
                expected[position - 1] += data.Weight(row) * probabilities[row];
            }
        }

        // Clicks over expected clicks is the fixed point of the EM step for small p, and its moment estimate for any p: no inner loop.
        var theta = new double[clicks.Length];
        for (var at = 0; at < theta.Length; at++)
        {
            const double Prior = 5; // so many expected clicks' worth of "as position 1"
            theta[at] = (clicks[at] + Prior) / (expected[at] + Prior);
        }

        for (var at = theta.Length - 1; at >= 0; at--)
        {
            theta[at] = Math.Clamp(theta[at] / theta[0], .01, 1);
        }

        for (var at = 1; at < theta.Length; at++)
        {
            theta[at] = expected[at] > 0 ? theta[at] : theta[at - 1];
        }

        return theta;
    }
}
