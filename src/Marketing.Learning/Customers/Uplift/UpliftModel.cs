namespace Marketing.Learning.Customers.Uplift;

/// <summary>Predicts how much a campaign changes a customer's chance to act.</summary>
/// <param name="Algorithm">Which of <see cref="All"/>.</param>
/// <param name="First">Of the transformed class, or of the treated.</param>
/// <param name="Untreated">Of the others; null where the class was transformed.</param>
public sealed record UpliftModel(string Algorithm, LinearModel First, LinearModel? Untreated)
{
    /// <summary>Name of <see cref="FitClassTransformation"/>.</summary>
    public const string ClassTransformation = "class-transformation";

    /// <summary>Name of <see cref="FitTwoModels"/>.</summary>
    public const string TwoModels = "t-learner";

    private const double Ridge = 20;

    /// <summary>Every algorithm by name.</summary>
    public static IReadOnlyDictionary<string, Func<UpliftRows, CancellationToken, UpliftModel>> All { get; } =
        new Dictionary<string, Func<UpliftRows, CancellationToken, UpliftModel>>(StringComparer.Ordinal)
        {
            [ClassTransformation] = FitClassTransformation,
            [TwoModels] = FitTwoModels,
        };

    /// <summary>
    /// One logistic regression of Z = Y·W + (1 − Y)(1 − W), rows weighted so that both groups count the same; the uplift is 2·P(Z = 1) − 1.
    /// Jaskowski and Jaroszewicz, "Uplift modeling for clinical trial data" (2012).
    /// </summary>
    public static UpliftModel FitClassTransformation(UpliftRows rows, CancellationToken cancel)
    {
        var share = CheckedShare(rows);
        double[] same = [.. rows.Outcome.Select((outcome, row) => rows.Treated[row] ? outcome : 1 - outcome)];
        double[] importance = [.. rows.Treated.Select(treated => .5 / (treated ? share : 1 - share))];
        return new UpliftModel(
            ClassTransformation,
            LinearModel.Fit(Link.Logistic, rows.Features, same, importance, Ridge, cancel),
            Untreated: null
        );
    }

    /// <summary>A logistic regression of the treated and one of the others; the uplift is the difference of their chances.</summary>
    public static UpliftModel FitTwoModels(UpliftRows rows, CancellationToken cancel)
    {
        CheckedShare(rows);
        return new UpliftModel(TwoModels, Of(treated: true), Of(treated: false));

        LinearModel Of(bool treated)
        {
            int[] group = [.. Enumerable.Range(0, rows.Treated.Length).Where(row => rows.Treated[row] == treated)];
            return LinearModel.Fit(
                Link.Logistic,
                [.. group.Select(row => rows.Features[row])],
                [.. group.Select(row => rows.Outcome[row])],
                importance: null,
                Ridge,
                cancel
            );
        }
    }

    /// <summary>Chance to act with the campaign minus that without it, −1 to 1.</summary>
    public double Predict(ReadOnlySpan<double> features) =>
        Untreated is null ? (2 * First.Predict(features)) - 1 : First.Predict(features) - Untreated.Predict(features);

    private static double CheckedShare(UpliftRows rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var share = rows.Treated.Length == 0 ? 0 : rows.TreatedShare;
        return share is > 0 and < 1 ? share : throw new ArgumentException("Both groups need customers.", nameof(rows));
    }
}
