namespace Marketing.Learning.Customers.Uplift;

/// <summary>Customers of a randomised campaign.</summary>
/// <param name="Features">What was known before the campaign. Shape [rows][features], finite.</param>
/// <param name="Treated">Who got it. Shape [rows].</param>
/// <param name="Outcome">What they did: 0 or 1. Shape [rows].</param>
public sealed record UpliftRows(double[][] Features, bool[] Treated, double[] Outcome)
{
    /// <summary>Share of the treated.</summary>
    public double TreatedShare => Treated.Count(treated => treated) / (double)Treated.Length;
}
