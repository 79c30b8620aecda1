namespace Marketing.Learning.Recommenders.Neighbours;

/// <summary>How alike two users are.</summary>
internal enum UserSimilarity
{
    /// <summary>|Iu∩Iv| / √(|Iu||Iv|), of distinct items.</summary>
    Cosine,

    /// <summary>
    /// Σ(uᵢ−ū)(vᵢ−v̄) / √(Σ(uᵢ−ū)²·Σ(vᵢ−v̄)²) × n/(n + shrink): sums over the n items of both, means over all of a user's items; only
    /// positive ones count.
    /// </summary>
    Pearson,
}
