namespace Marketing.Learning.Recommenders;

/// <summary>
/// A trained model. It scores from a history, never from a user number: whoever trained it and a visitor of a minute ago are served
/// by the same code (fold-in). Immutable and safe to call from any number of threads.
/// </summary>
public interface IRecommender
{
    /// <summary>Name as in <c>evaluate recommendations --algorithm</c>.</summary>
    string Algorithm { get; }

    /// <summary>Number of dense item indices.</summary>
    int ItemCount { get; }

    /// <summary>A score at or below the floor carries no evidence for the item: 0 for the neighbour models, −∞ for factor models.</summary>
    float Floor { get; }

    /// <summary>Scores every item for a user with this history. Never NaN. Seen items are scored too: leaving them out is the caller's business.</summary>
    /// <param name="history">The user's events, oldest first; may be empty.</param>
    /// <param name="scores">Shape [ItemCount]; overwritten; higher is better.</param>
    void Score(History history, Span<float> scores);

    /// <summary>How much each event of the history adds to the score of one item, so that an answer can say why.</summary>
    /// <param name="history">The user's events.</param>
    /// <param name="item">Dense item index.</param>
    /// <param name="contributions">Shape [history.Length]; overwritten. All 0 where the model does not rest on single events.</param>
    void Explain(History history, int item, Span<float> contributions);

    /// <summary>The same for several items: whatever depends on the history alone is worked out once.</summary>
    /// <param name="history">The user's events.</param>
    /// <param name="items">Dense item indices.</param>
    /// <param name="contributions">Shape [items.Length × history.Length], row-major; overwritten.</param>
    void ExplainAll(History history, ReadOnlySpan<int> items, Span<float> contributions)
    {
        for (var at = 0; at < items.Length; at++)
        {
            Explain(history, items[at], contributions.Slice(at * history.Length, history.Length));
        }
    }

    /// <summary>Writes all that <see cref="RecommenderFile.Read"/> needs.</summary>
    void Write(BinaryWriter writer);
}
