namespace Marketing.Learning.Recommenders.Factors;

/// <summary>Weights of the loss that <see cref="AlsTrainer"/> writes out.</summary>
/// <param name="Regularization">λ, at least 0.</param>
/// <param name="UnobservedWeight">α₀, above 0.</param>
/// <param name="Alpha">Confidence per unit of weight; 0 makes every observed pair count 1.</param>
internal readonly record struct AlsSettings(double Regularization, double UnobservedWeight, double Alpha)
{
    /// <summary>c = 1 + Alpha · weight; negative weights count as 0.</summary>
    public float Confidence(float weight) => (float)(1 + (Alpha * Math.Max(0, weight)));

    /// <summary>λ·(Σc + α₀·n) for a row that meets <paramref name="others"/> rows of the other side: frequent rows are regularized more.</summary>
    public double Ridge(double confidences, int others) => Regularization * (confidences + (UnobservedWeight * others));
}
