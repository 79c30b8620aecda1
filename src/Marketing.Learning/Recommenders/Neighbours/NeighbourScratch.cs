using Marketing.Learning.Numerics;

namespace Marketing.Learning.Recommenders.Neighbours;

/// <summary>Working memory of one search: counters over all users, of which only the touched ones are read and cleared.</summary>
internal sealed class NeighbourScratch(int userCount, int neighbours, UserSimilarity similarity)
{
    private readonly int[] _touched = new int[userCount];
    private readonly double[] _products = new double[similarity is UserSimilarity.Pearson ? 3L * userCount : 0];
    private int _count;

    /// <summary>Items in common. Shape [users].</summary>
    public int[] Common { get; } = new int[userCount];

    public ReadOnlySpan<int> Touched => _touched.AsSpan(0, _count);

    /// <summary>Receives the neighbours. Shape [neighbours].</summary>
    public int[] Users { get; } = new int[Math.Min(neighbours, userCount)];

    public float[] Similarities { get; } = new float[Math.Min(neighbours, userCount)];

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

    public ReadOnlySpan<float> Similarities => scratch.Similarities.AsSpan(0, Count);

    public void Dispose() => pool.Return(scratch);
}
