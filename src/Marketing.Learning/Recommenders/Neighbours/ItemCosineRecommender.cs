using Marketing.Learning.Numerics;
using Marketing.Learning.Recommenders.Popular;

namespace Marketing.Learning.Recommenders.Neighbours;

/// <summary>
/// Scores a candidate by how similar the user's items are to it, counting those that are among the candidate's own nearest neighbours.
/// Kept the other way round: for an item of the history, the candidates whose list it is on.
/// </summary>
internal sealed class ItemCosineRecommender : IRecommender
{
    public const string Name = "item-cosine";
    private readonly SparseRows _candidates;
    private readonly PopularRecommender _popular;

    /// <param name="candidates">Shape [items × items]: row i holds the candidates j that have i among their neighbours, value = similarity.</param>
    /// <param name="popular">Answers an empty history.</param>
    /// <exception cref="InvalidDataException">The shapes disagree.</exception>
    public ItemCosineRecommender(SparseRows candidates, PopularRecommender popular)
    {
        if (candidates.RowCount != candidates.ColumnCount || popular.ItemCount != candidates.RowCount)
        {
            throw new InvalidDataException("The item similarities do not fit the item counts.");
        }

        (_candidates, _popular) = (candidates, popular);
    }

    public string Algorithm => Name;

    public int ItemCount => _popular.ItemCount;

    public float Floor => 0;

    public static ItemCosineRecommender Read(BinaryReader reader) => new(SparseRows.Read(reader), PopularRecommender.Read(reader));

    public void Score(History history, Span<float> scores)
    {
        if (history.Length == 0)
        {
            _popular.Score(history, scores);
            return;
        }

        scores.Clear();
        using var distinct = new DistinctItems(history);
        foreach (var item in distinct.Items)
        {
            var columns = _candidates.Columns(item);
            var similarities = _candidates.Values(item);
            for (var at = 0; at < columns.Length; at++)
            {
                scores[columns[at]] += similarities[at];
            }
        }
    }

    /// <summary>A repeated item's share is on its newest event.</summary>
    public void Explain(History history, int item, Span<float> contributions)
    {
        contributions.Clear();
        using var distinct = new DistinctItems(history);
        for (var at = 0; at < distinct.Count; at++)
        {
            var place = _candidates.Columns(distinct.Items[at]).BinarySearch(item);
            if (place >= 0)
            {
                contributions[distinct.NewestEvents[at]] = _candidates.Values(distinct.Items[at])[place];
            }
        }
    }

    public void Write(BinaryWriter writer)
    {
        _candidates.Write(writer);
        _popular.Write(writer);
    }
}
