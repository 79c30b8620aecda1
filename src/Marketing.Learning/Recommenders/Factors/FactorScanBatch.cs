using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Marketing.Learning.Numerics;

namespace Marketing.Learning.Recommenders.Factors;

/// <summary>
/// The exact top k of several users in one pass over the item vectors: a block of items stays in the cache while all users go through it,
/// four at a time. Memory is allocated once; one object serves one thread.
/// </summary>
/// <param name="scan">The item vectors.</param>
/// <param name="users">Most users of one pass; 32 to 64 pay best.</param>
/// <param name="k">Length of a list, at least 1.</param>
public sealed unsafe class FactorScanBatch(FactorScan scan, int users, int k)
{
    private const int Group = 4;
    private const int Lane = GramKernel.Lane;
    private const int BlockItems = FactorScan.BlockItems;
    private readonly AlignedFloats _vectors = new((users + Group - 1) / Group * Group * scan.Width);
    private readonly AlignedFloats _scores = new(Group * BlockItems);
    private readonly int[] _items = new int[users * k];
    private readonly float[] _itemScores = new float[users * k];
    private readonly int[] _counts = new int[users];

    /// <summary>Memory for a user's vector, to be filled before <see cref="Run"/>. Shape [Width].</summary>
    public Span<float> Vector(int user) => _vectors.Span.Slice(user * scan.Width, scan.Width);

    /// <summary>A user's items after <see cref="Run"/>, best first; fewer than k when the catalogue has no more.</summary>
    public ReadOnlySpan<int> Items(int user) => _items.AsSpan(user * k, _counts[user]);

    /// <summary>Their scores.</summary>
    public ReadOnlySpan<float> Scores(int user) => _itemScores.AsSpan(user * k, _counts[user]);

    /// <summary>Finds the lists of the first <paramref name="count"/> users.</summary>
    /// <param name="count">1 to the number of users given at construction.</param>
    /// <param name="excluded">A user's items to leave out, ascending; null leaves out none.</param>
    public void Run(int count, Func<int, ReadOnlyMemory<int>>? excluded)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, users);
        _counts.AsSpan().Clear();
        for (var block = 0; block < scan.BlockCount; block++)
        {
            for (var group = 0; group < count; group += Group)
            {
                ScoreGroup(scan.Block(block), _vectors.Pointer + ((long)group * scan.Width), _scores.Pointer, scan.Factors, scan.Width);
                for (var user = group; user < Math.Min(count, group + Group); user++)
                {
                    Offer(user, block * BlockItems, _scores.Pointer + ((user - group) * BlockItems), excluded);
                }
            }
        }

        for (var user = 0; user < count; user++)
        {
            Heap(user).Finish();
        }

        GC.KeepAlive(scan);
    }

    private TopHeap<float> Heap(int user) => new(_items.AsSpan(user * k, k), _itemScores.AsSpan(user * k, k), _counts[user]);

    private void Offer(int user, int first, float* scores, Func<int, ReadOnlyMemory<int>>? excluded)
    {
        var threshold = Vector512.Create(_counts[user] == k ? _itemScores[user * k] : float.NegativeInfinity);
        var highest = Vector512.Max(
            Vector512.Max(Vector512.Load(scores), Vector512.Load(scores + Lane)),
            Vector512.Max(Vector512.Load(scores + (2 * Lane)), Vector512.Load(scores + (3 * Lane)))
        );
        // Max carries NaN on, and NaN is not at or below the threshold: it goes the slow way and is refused there.
        if (Vector512.LessThanOrEqualAll(highest, threshold))
        {
            return;
        }

        var heap = Heap(user);
        var hidden = excluded is null ? default : excluded(user).Span;
        for (var at = 0; at < Math.Min(BlockItems, scan.ItemCount - first); at++)
        {
            if (!(scores[at] <= heap.Threshold) && (hidden.IsEmpty || hidden.BinarySearch(first + at) < 0))
            {
                heap.Offer(first + at, scores[at]);
            }
        }

        _counts[user] = heap.Count;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ScoreGroup(float* block, float* users, float* to, int factors, int width)
    {
        var (a0, b0, c0, d0) = (Vector512<float>.Zero, Vector512<float>.Zero, Vector512<float>.Zero, Vector512<float>.Zero);
        var (a1, b1, c1, d1) = (Vector512<float>.Zero, Vector512<float>.Zero, Vector512<float>.Zero, Vector512<float>.Zero);
        var (a2, b2, c2, d2) = (Vector512<float>.Zero, Vector512<float>.Zero, Vector512<float>.Zero, Vector512<float>.Zero);
        var (a3, b3, c3, d3) = (Vector512<float>.Zero, Vector512<float>.Zero, Vector512<float>.Zero, Vector512<float>.Zero);
        for (var factor = 0; factor < factors; factor++, block += BlockItems)
        {
            var x = Vector512.Load(block);
            var y = Vector512.Load(block + Lane);
            var z = Vector512.Load(block + (2 * Lane));
            var w = Vector512.Load(block + (3 * Lane));
            var u = Vector512.Create(users[factor]);
            a0 = Vector512.FusedMultiplyAdd(u, x, a0);
            b0 = Vector512.FusedMultiplyAdd(u, y, b0);
            c0 = Vector512.FusedMultiplyAdd(u, z, c0);
            d0 = Vector512.FusedMultiplyAdd(u, w, d0);
            u = Vector512.Create(users[width + factor]);
            a1 = Vector512.FusedMultiplyAdd(u, x, a1);
            b1 = Vector512.FusedMultiplyAdd(u, y, b1);
            c1 = Vector512.FusedMultiplyAdd(u, z, c1);
            d1 = Vector512.FusedMultiplyAdd(u, w, d1);
            u = Vector512.Create(users[(2 * width) + factor]);
            a2 = Vector512.FusedMultiplyAdd(u, x, a2);
            b2 = Vector512.FusedMultiplyAdd(u, y, b2);
            c2 = Vector512.FusedMultiplyAdd(u, z, c2);
            d2 = Vector512.FusedMultiplyAdd(u, w, d2);
            u = Vector512.Create(users[(3 * width) + factor]);
            a3 = Vector512.FusedMultiplyAdd(u, x, a3);
            b3 = Vector512.FusedMultiplyAdd(u, y, b3);
            c3 = Vector512.FusedMultiplyAdd(u, z, c3);
            d3 = Vector512.FusedMultiplyAdd(u, w, d3);
        }

        Store(to, a0, b0, c0, d0);
        Store(to + BlockItems, a1, b1, c1, d1);
        Store(to + (2 * BlockItems), a2, b2, c2, d2);
        Store(to + (3 * BlockItems), a3, b3, c3, d3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(float* to, Vector512<float> a, Vector512<float> b, Vector512<float> c, Vector512<float> d)
    {
        a.Store(to);
        b.Store(to + Lane);
        c.Store(to + (2 * Lane));
        d.Store(to + (3 * Lane));
    }
}
