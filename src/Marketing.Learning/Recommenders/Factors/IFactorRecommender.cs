namespace Marketing.Learning.Recommenders.Factors;

/// <summary>A model whose score is the inner product of a user's vector and an item's, so that many users share one pass over the items.</summary>
public interface IFactorRecommender : IRecommender
{
    /// <summary>The items' vectors.</summary>
    FactorScan Items { get; }

    /// <summary>The user's vector; false, and nothing written, when the history is empty.</summary>
    /// <param name="history">The user's events.</param>
    /// <param name="vector">Shape [Items.Width].</param>
    bool TryFoldIn(History history, Span<float> vector);
}
