using Marketing.Learning.Numerics;

namespace Marketing.Learning.Recommenders.Neighbours;

/// <summary>Finds the users nearest to a history through the items' user lists. Cost: the sum of the lengths of the lists of the history's items.</summary>
internal sealed class NeighbourSearch
{
    private readonly UserSimilarity _similarity;
    private readonly SparseRows _users;
    private readonly SparseRows _items;
    private readonly double _shrink;
    private readonly int _usersPerItem;
    private readonly double[] _means;
    private readonly ScratchPool<NeighbourScratch> _pool;

    public NeighbourSearch(UserSimilarity similarity, SparseRows users, SparseRows items, int neighbours, double shrink, int usersPerItem)
    {
        (_similarity, _users, _items, _shrink, _usersPerItem) = (similarity, users, items, shrink, usersPerItem);
        _means =
            similarity is UserSimilarity.Pearson ? [.. Enumerable.Range(0, users.RowCount).Select(user => Mean(users.Values(user)))] : [];
        _pool = new ScratchPool<NeighbourScratch>(() => new NeighbourScratch(users, neighbours, similarity));
    }

    /// <summary>The nearest users, nearest first.</summary>
    public FoundNeighbours Find(DistinctItems asker)
    {
        var scratch = _pool.Take();
        if (_similarity is UserSimilarity.Cosine)
        {
            CountCommonItems(asker, scratch);
        }
        else
        {
            SumCommonRatings(asker, scratch);
        }

        var heap = new TopHeap<double>(scratch.Users, scratch.Similarities);
        var hasMetTwin = false;
        var touched = scratch.Touched;
        // The one twin left out is the first in index order; its twins are equal, so which one it is does not show.
        foreach (var user in touched)
        {
            if (!hasMetTwin && scratch.Common[user] == asker.Count && IsTwin(asker, user))
            {
                hasMetTwin = true;
            }
            else if (Similarity(asker, user, scratch) is > 0 and var similarity)
            {
                heap.Offer(user, similarity);
            }
        }

        var count = heap.Finish();
        scratch.Clear();
        return new FoundNeighbours(_pool, scratch, count);
    }

    /// <summary>Adds the terms whose sum is the similarity to the newest events of the items in common.</summary>
    public void AddTerms(DistinctItems asker, int neighbour, double similarity, Span<float> contributions)
    {
        if (_similarity is UserSimilarity.Cosine)
        {
            var norm = Math.Sqrt((double)asker.Count * _users.Length(neighbour));
            ForCommon(asker, neighbour, contributions, (_, _) => 1 / norm);
            return;
        }

        var mean = Mean(asker.Sums);
        var covariance = 0.0;
        ForCommon(asker, neighbour, [], (own, other) => covariance += (own - mean) * (other - _means[neighbour]));
        ForCommon(asker, neighbour, contributions, (own, other) => similarity * (own - mean) * (other - _means[neighbour]) / covariance);
    }

    private void ForCommon(DistinctItems asker, int neighbour, Span<float> contributions, Func<float, float, double> term)
    {
        var columns = _users.Columns(neighbour);
        var values = _users.Values(neighbour);
        for (var at = 0; at < asker.Count; at++)
        {
            var place = columns.BinarySearch(asker.Items[at]);
            if (place >= 0)
            {
                var share = term(asker.Sums[at], values.IsEmpty ? 1 : values[place]);
                if (!contributions.IsEmpty)
                {
                    contributions[asker.NewestEvents[at]] += (float)share;
                }
            }
        }
    }

    private void CountCommonItems(DistinctItems asker, NeighbourScratch scratch)
    {
        foreach (var item in asker.Items)
        {
            var users = _items.Columns(item);
            var step = Step(users.Length);
            for (var at = 0L; at < users.Length; at += step)
            {
                scratch.Touch(users[(int)at]);
            }
        }
    }

    private void SumCommonRatings(DistinctItems asker, NeighbourScratch scratch)
    {
        var mean = Mean(asker.Sums);
        for (var own = 0; own < asker.Count; own++)
        {
            var deviation = asker.Sums[own] - mean;
            var users = _items.Columns(asker.Items[own]);
            var values = _items.Values(asker.Items[own]);
            var step = Step(users.Length);
            for (var at = 0L; at < users.Length; at += step)
            {
                var user = users[(int)at];
                var other = values[(int)at] - _means[user];
                scratch.Touch(user);
                scratch.AddProducts(user, deviation * other, deviation * deviation, other * other);
            }
        }
    }

    private double Similarity(DistinctItems asker, int user, NeighbourScratch scratch)
    {
        var common = scratch.Common[user];
        if (_similarity is UserSimilarity.Cosine)
        {
            return common / Math.Sqrt((double)asker.Count * _users.Length(user));
        }

        var (covariance, own, other) = scratch.Products(user);
        return own > 0 && other > 0 ? covariance / Math.Sqrt(own * other) * common / (common + _shrink) : 0;
    }

    private bool IsTwin(DistinctItems asker, int user) =>
        _users.Length(user) == asker.Count
        && asker.Items.SequenceEqual(_users.Columns(user))
        && (_similarity is UserSimilarity.Cosine || asker.Sums.SequenceEqual(_users.Values(user)));

    private long Step(int length) => (length + (long)_usersPerItem - 1) / _usersPerItem;

    private static double Mean(ReadOnlySpan<float> values)
    {
        var sum = 0.0;
        foreach (var value in values)
        {
            sum += value;
        }

        return values.Length == 0 ? 0 : sum / values.Length;
    }
}
