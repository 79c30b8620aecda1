using Marketing.Learning.Numerics;

namespace Marketing.Learning.Recommenders.Neighbours;

/// <summary>Working memory of one search: counters over all users, of which only the touched ones are read and cleared.</summary>
internal sealed class NeighbourScratch(SparseRows users, int neighbours, UserSimilarity similarity)
{
    private readonly int[] _touched = new int[users.RowCount];
    private readonly double[] _products = new double[similarity is UserSimilarity.Pearson ? 3L * users.RowCount : 0];
    private int _count;

    /// <summary>Items in common. Shape [users].</summary>
    public int[] Common { get; } = new int[users.RowCount];

    public ReadOnlySpan<int> Touched => _touched.AsSpan(0, _count);

    /// <summary>Receives the neighbours. Shape [neighbours].</summary>
    public int[] Users { get; } = new int[Math.Min(neighbours, users.RowCount)];

    public double[] Similarities { get; } = new double[Math.Min(neighbours, users.RowCount)];

    /// <summary>For sums over the neighbours, in double: in float, near-ties would fall by the order of the sum. Shape [items].</summary>
    public double[] Sums { get; } = new double[users.ColumnCount];

    public void Touch(int user)
    {
        if (Common[user]++ == 0)
        {
            _touched[_count++] = user;
        }
    }

    public void AddProducts(int user, double both, double own, double other)
    {
        _products[3 * user] += both;
        _products[(3 * user) + 1] += own;
        _products[(3 * user) + 2] += other;
    }

    public (double Both, double Own, double Other) Products(int user) =>
        (_products[3 * user], _products[(3 * user) + 1], _products[(3 * user) + 2]);

    public void Clear()
    {
        foreach (var user in Touched)
        {
            Common[user] = 0;
            if (_products.Length > 0)
            {
                _products.AsSpan(3 * user, 3).Clear();
            }
        }

        _count = 0;
    }
}

/// <summary>The result of a search; Dispose gives its memory back.</summary>
internal readonly ref struct FoundNeighbours(ScratchPool<NeighbourScratch> pool, NeighbourScratch scratch, int count) : IDisposable
{
    public int Count { get; } = count;

    public ReadOnlySpan<int> Users => scratch.Users.AsSpan(0, Count);

    public ReadOnlySpan<double> Similarities => scratch.Similarities.AsSpan(0, Count);

    /// <summary>Working memory for sums over the neighbours. Shape [items].</summary>
    public Span<double> Sums => scratch.Sums;

    public void Dispose() => pool.Return(scratch);
}
