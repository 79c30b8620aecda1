using System.Numerics.Tensors;
using Marketing.Learning.Numerics;
using Marketing.Learning.Recommenders.Popular;

namespace Marketing.Learning.Recommenders.Neighbours;

/// <summary>
/// Score of an item = sum of the similarities of the k nearest users who have it. Equal similarities go to the user with the lower index.
/// A user who was trained on finds himself as one exact twin; exactly one such twin is left out, and that is he: it would take a place
/// among the k and knows nothing that the history does not.
/// </summary>
internal sealed class UserNeighbourRecommender : IRecommender
{
    public const string CosineName = "user-cosine";
    public const string PearsonName = "user-pearson";
    private readonly UserSimilarity _similarity;
    private readonly SparseRows _users;
    private readonly int _neighbours;
    private readonly double _shrink;
    private readonly int _usersPerItem;
    private readonly NeighbourSearch _search;
    private readonly PopularRecommender _popular;

    public UserNeighbourRecommender(UserSimilarity similarity, SparseRows users, int neighbours, double shrink, int usersPerItem)
    {
        if (neighbours < 1 || usersPerItem < 1 || !(shrink >= 0))
        {
            throw new InvalidDataException("The settings of a user model are out of range.");
        }

        (_similarity, _users, _neighbours, _shrink, _usersPerItem) = (similarity, users, neighbours, shrink, usersPerItem);
        var items = users.Transpose();
        _popular = PopularRecommender.Count(items);
        _search = new NeighbourSearch(similarity, users, items, neighbours, shrink, usersPerItem);
    }

    public string Algorithm => _similarity is UserSimilarity.Cosine ? CosineName : PearsonName;

    public int ItemCount => _users.ColumnCount;

    public float Floor => 0;

    public static UserNeighbourRecommender Read(UserSimilarity similarity, BinaryReader reader)
    {
        var (neighbours, shrink, usersPerItem) = (reader.ReadInt32(), reader.ReadDouble(), reader.ReadInt32());
        var users = SparseRows.Read(reader);
        return similarity is UserSimilarity.Pearson && users.EntryCount > 0 && !users.HasValues
            ? throw new InvalidDataException("The users' values are missing.")
            : new UserNeighbourRecommender(similarity, users, neighbours, shrink, usersPerItem);
    }

    public void Score(History history, Span<float> scores)
    {
        if (history.Length == 0)
        {
            _popular.Score(history, scores);
            return;
        }

        using var asker = new DistinctItems(history);
        using var found = _search.Find(asker);
        var sums = found.Sums;
        sums.Clear();
        for (var at = 0; at < found.Count; at++)
        {
            var similarity = found.Similarities[at];
            foreach (var item in _users.Columns(found.Users[at]))
            {
                sums[item] += similarity;
            }
        }

        TensorPrimitives.ConvertTruncating<double, float>(sums, scores);
    }

    /// <summary>A neighbour's similarity is a sum over the items in common; each gets its term. A repeated item's share is on its newest event.</summary>
    public void Explain(History history, int item, Span<float> contributions)
    {
        contributions.Clear();
        using var asker = new DistinctItems(history);
        using var found = _search.Find(asker);
        for (var at = 0; at < found.Count; at++)
        {
            var neighbour = found.Users[at];
            if (_users.Columns(neighbour).BinarySearch(item) >= 0)
            {
                _search.AddTerms(asker, neighbour, found.Similarities[at], contributions);
            }
        }
    }

    public void Write(BinaryWriter writer)
    {
        writer.Write(_neighbours);
        writer.Write(_shrink);
        writer.Write(_usersPerItem);
        _users.Write(writer);
    }
}
