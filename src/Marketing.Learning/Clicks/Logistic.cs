namespace Marketing.Learning.Clicks;

/// <summary>The logistic function and its inverse.</summary>
public static class Logistic
{
    /// <summary>1/(1 + e⁻ˣ).</summary>
    public static double Sigmoid(double logOdds) => 1 / (1 + Math.Exp(-logOdds));

    /// <summary>ln(p/(1 − p)), p kept within [1e-9, 1 − 1e-9] so that it is finite.</summary>
    public static double LogOdds(double probability)
    {
        var inside = Math.Clamp(probability, 1e-9, 1 - 1e-9);
        return Math.Log(inside / (1 - inside));
    }
}
