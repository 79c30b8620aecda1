using Marketing.Learning.Numerics;
using Marketing.Learning.Recommenders.Popular;

namespace Marketing.Learning.Recommenders.Factors;

/// <summary>
/// Recommenders out of item vectors that another engine has trained: served by the same scan as <c>als</c>, users folded in by least squares.
/// </summary>
public static class FactorModels
{
    /// <summary>For implicit feedback: Σ_observed (ŷ − 1)² + α₀·Σ_all ŷ² + λ·(n + α₀·items)‖w‖² decides a user's vector w.</summary>
    /// <param name="algorithm">Name as in <c>evaluate recommendations --algorithm</c>.</param>
    /// <param name="itemVectors">Shape [items × factors], row-major. A row with a value that is not finite counts as 0: nothing was learned of that item.</param>
    /// <param name="factors">Length of a vector, at least 1.</param>
    /// <param name="data">What was trained on: its item counts answer an empty history.</param>
    /// <param name="regularization">λ, above 0.</param>
    /// <param name="unobservedWeight">α₀, above 0.</param>
    public static IFactorRecommender FromOnes(
        string algorithm,
        ReadOnlySpan<float> itemVectors,
        int factors,
        Histories data,
        double regularization,
        double unobservedWeight
    ) => Make(algorithm, itemVectors, factors, data, new AlsSettings(regularization, unobservedWeight, Alpha: 0), targetsAreWeights: false);

    /// <summary>For ratings: Σ_observed (ŷ − rating)² + λ·n‖w‖² decides a user's vector w; the score is the rating expected.</summary>
    /// <inheritdoc cref="FromOnes"/>
    public static IFactorRecommender FromRatings(
        string algorithm,
        ReadOnlySpan<float> itemVectors,
        int factors,
        Histories data,
        double regularization
    ) =>
        Make(
            algorithm,
            itemVectors,
            factors,
            data,
            new AlsSettings(regularization, UnobservedWeight: 0, Alpha: 0),
            targetsAreWeights: true
        );

    /// <summary>Reads back what the recommender wrote.</summary>
    /// <param name="reader">At the model.</param>
    /// <param name="algorithm">Its name.</param>
    /// <param name="ratings">Whether <see cref="FromRatings"/> made it.</param>
    /// <exception cref="InvalidDataException">The bytes are not such a model's.</exception>
    public static IFactorRecommender Read(BinaryReader reader, string algorithm, bool ratings)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return AlsRecommender.Read(reader, algorithm, ratings);
    }

    private static AlsRecommender Make(
        string algorithm,
        ReadOnlySpan<float> itemVectors,
        int factors,
        Histories data,
        AlsSettings weights,
        bool targetsAreWeights
    )
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentOutOfRangeException.ThrowIfLessThan(factors, 1);
        if (itemVectors.Length != (long)data.ItemCount * factors)
        {
            throw new ArgumentException("itemVectors is not items × factors long.", nameof(itemVectors));
        }

        var matrix = new FactorMatrix(data.ItemCount, factors);
        for (var item = 0; item < data.ItemCount; item++)
        {
            var row = itemVectors.Slice(item * factors, factors);
            if (!IsFinite(row))
            {
                continue;
            }

            row.CopyTo(matrix[item]);
        }

        var items = SparseRows.FromHistories(data, int.MaxValue, withValues: false).Transpose();
        var gram = matrix.Gram(weights.UnobservedWeight, threads: 1, CancellationToken.None);
        return new AlsRecommender(
            weights,
            FactorScan.FromRows(matrix),
            gram,
            PopularRecommender.Count(items),
            algorithm,
            targetsAreWeights
        );
    }

    private static bool IsFinite(ReadOnlySpan<float> row)
    {
        foreach (var value in row)
        {
            if (!float.IsFinite(value))
            {
                return false;
            }
        }

        return true;
    }
}
