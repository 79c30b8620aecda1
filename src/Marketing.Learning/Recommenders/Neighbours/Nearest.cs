using Marketing.Learning.Numerics;

namespace Marketing.Learning.Recommenders.Neighbours;

/// <summary>Each item's list of nearest items, filled row by row from any thread.</summary>
internal sealed class Nearest(int itemCount, int neighbours)
{
    private readonly int[][] _items = new int[itemCount][];
    private readonly float[][] _scores = new float[itemCount][];

    /// <summary>Keeps the best of the candidates; equal scores go to the lower index.</summary>
    public void Keep(int item, ReadOnlySpan<int> candidates, ReadOnlySpan<float> scores)
    {
        var size = Math.Min(neighbours, candidates.Length);
        var (items, kept) = (new int[size], new float[size]);
        if (size > 0)
        {
            var heap = new TopHeap<float>(items, kept);
            for (var at = 0; at < candidates.Length; at++)
            {
                heap.Offer(candidates[at], scores[at]);
            }

            heap.Finish();
        }

        (_items[item], _scores[item]) = (items, kept);
    }

    /// <summary>Row i = the items that have i on their list. Shape [items × items].</summary>
    public SparseRows ByNeighbour()
    {
        var starts = new int[itemCount + 1];
        for (var item = 0; item < itemCount; item++)
        {
            Array.Sort(_items[item], _scores[item]);
            starts[item + 1] = checked(starts[item] + _items[item].Length);
        }

        return new SparseRows(itemCount, starts, [.. _items.SelectMany(row => row)], [.. _scores.SelectMany(row => row)]).Transpose();
    }
}
