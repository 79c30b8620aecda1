namespace Marketing.Learning.Policies;

/// <summary>
/// One eligible ad of an auction: it is worth <c>Worth × sigmoid(X) + Offset</c>, X normal with <see cref="LogOdds"/> and <see cref="Deviation"/>.
/// CPC: worth = 1000 × bid; CPA: worth = 1000 × bid × pCVR; CPM: worth 0 and offset = bid. Costs and fatigue lower the offset.
/// </summary>
/// <param name="LogOdds">Mean of the log odds of a click.</param>
/// <param name="Deviation">Their standard deviation, at least 0.</param>
/// <param name="Worth">What a click is worth, at least 0.</param>
/// <param name="Offset">What showing it is worth without a click; any finite number.</param>
public readonly record struct Arm(double LogOdds, double Deviation, double Worth, double Offset)
{
    /// <summary>Worth at so many deviations from the mean of the log odds.</summary>
    public double ValueAt(double deviations) => (Worth / (1 + Math.Exp(-(LogOdds + (deviations * Deviation))))) + Offset;

    /// <summary>It is worth the same however the log odds fall.</summary>
    internal bool IsSure => Worth <= 0 || Deviation <= 0;

    /// <summary>P(value ≤ <paramref name="value"/>).</summary>
    public double Cumulative(double value)
    {
        var above = value - Offset;
        if (IsSure)
        {
            return value >= ValueAt(0) ? 1 : 0;
        }

        if (above <= 0)
        {
            return 0;
        }

        return above >= Worth ? 1 : Normal.Cumulative((Math.Log(above / (Worth - above)) - LogOdds) / Deviation);
    }
}
