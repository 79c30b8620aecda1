namespace Marketing.Learning.Clicks.Factorization;

/// <summary>Names as in Juan et al. 2016 where they have one.</summary>
internal sealed record FfmSettings(
    int Factors,
    double Rate,
    double Regularization,
    double LinearRate,
    double LinearRegularization,
    int Epochs,
    int MinCount
)
{
    public static readonly IReadOnlyList<Setting> All =
    [
        new("Factors", 4, 4, 64, true, "Length of a latent vector, rounded up to a multiple of 4."),
        new("Rate", .4, 1e-5, 10, false, "AdaGrad rate of the latent vectors at the start of a pass."),
        new("Regularization", 4e-5, 0, 1, false, "Shrinks the latent vectors at each row."),
        new("LinearRate", .2, 1e-5, 10, false, "AdaGrad rate of the weights of single values at the start of a pass."),
        new("LinearRegularization", 2e-5, 0, 1, false, "Shrinks the weights of single values."),
        new("Epochs", 12, 1, 200, true, "Passes over the rows at most; held-out rows say when to stop."),
        new("MinCount", 3, 1, 1_000_000, true, "Values that occur less often in train are taken together."),
    ];

    public static FfmSettings From(IReadOnlyDictionary<string, double> given)
    {
        var values = Setting.Resolve(FfmModel.Name, All, given);
        return new FfmSettings(
            ((int)values["Factors"] + 3) / 4 * 4,
            values["Rate"],
            values["Regularization"],
            values["LinearRate"],
            values["LinearRegularization"],
            (int)values["Epochs"],
            (int)values["MinCount"]
        );
    }
}
