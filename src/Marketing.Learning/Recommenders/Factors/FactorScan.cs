using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Marketing.Learning.Numerics;

namespace Marketing.Learning.Recommenders.Factors;

/// <summary>
/// Item vectors laid out for scanning: blocks of 64 items, inside a block factor by factor. A scan is one straight pass over memory with no
/// sums across a SIMD vector; each score is the fused sum over the factors in their order, so one user alone and many at once get the same bits.
/// A single item's vector lies there on as many cache lines as it has factors, so of more than a few items the rows are kept beside the blocks.
/// </summary>
public sealed unsafe class FactorScan
{
    internal const int BlockItems = 64;
    private const int Lane = GramKernel.Lane;

    /// <summary>Up to so many, scoring them all is as fast as ruling out.</summary>
    private const int FewItems = 4096;
    private readonly AlignedFloats _blocks;
    private readonly Lazy<FactorMatrix?> _rows;
    private readonly Lazy<QuantizedItems?> _quantized;

    private FactorScan(int itemCount, int factors, AlignedFloats blocks)
    {
        (ItemCount, Factors, _blocks) = (itemCount, factors, blocks);
        Width = (factors + Lane - 1) / Lane * Lane;
        _rows = new Lazy<FactorMatrix?>(() => ItemCount > FewItems ? Rows() : null);
        _quantized = new Lazy<QuantizedItems?>(() => QuantizedItems.From(this));
    }

    /// <summary>Number of items.</summary>
    public int ItemCount { get; }

    /// <summary>Length of a vector.</summary>
    public int Factors { get; }

    /// <summary>Factors rounded up to a multiple of 16: vectors are passed at this length, the rest 0.</summary>
    public int Width { get; }

    internal int BlockCount => (ItemCount + BlockItems - 1) / BlockItems;

    /// <summary>Lays out row-major vectors.</summary>
    /// <param name="rows">Shape [items × factors], row-major.</param>
    /// <param name="itemCount">Number of items.</param>
    /// <param name="factors">Length of a vector, at least 1.</param>
    /// <exception cref="ArgumentException">The shape is another.</exception>
    public static FactorScan FromRows(ReadOnlySpan<float> rows, int itemCount, int factors)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(factors, 1);
        if (rows.Length != (long)itemCount * factors)
        {
            throw new ArgumentException("rows is not items × factors long.", nameof(rows));
        }

        var scan = Empty(itemCount, factors);
        for (var item = 0; item < itemCount; item++)
        {
            scan.SetItem(item, rows.Slice(item * factors, factors));
        }

        return scan;
    }

    /// <summary>Score of every item for one user.</summary>
    /// <param name="user">Shape [at least Factors].</param>
    /// <param name="scores">Shape [ItemCount]; overwritten.</param>
    public void Scores(ReadOnlySpan<float> user, Span<float> scores)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(user.Length, Factors);
        ArgumentOutOfRangeException.ThrowIfLessThan(scores.Length, ItemCount);
        Span<float> last = stackalloc float[BlockItems];
        fixed (float* vector = user)
        fixed (float* to = scores)
        fixed (float* tail = last)
        {
            var whole = ItemCount / BlockItems;
            for (var block = 0; block < whole; block++)
            {
                ScoreBlock(Block(block), vector, to + ((long)block * BlockItems), Factors);
            }

            if (whole < BlockCount)
            {
                ScoreBlock(Block(whole), vector, tail, Factors);
                last[..(ItemCount - (whole * BlockItems))].CopyTo(scores[(whole * BlockItems)..]);
            }
        }

        GC.KeepAlive(_blocks);
    }

    /// <summary>
    /// The k best items for one user: what <see cref="TopItems.Select"/> finds in <see cref="Scores"/>, without scoring them all. Of more than 262,144
    /// items a list of up to 1,024 may lack one in some hundreds; the same vector and the same items left out give the same list, and a shorter list is its beginning.
    /// </summary>
    /// <param name="user">Shape [Width], the padding 0.</param>
    /// <param name="leftOut">Items that may not be among them.</param>
    /// <param name="items">Receives the item indices, best first; its length is k.</param>
    /// <param name="best">Receives their scores. Shape [k].</param>
    /// <returns>How many were found: k, or fewer when fewer items are left.</returns>
    /// <exception cref="ArithmeticException">A score is NaN.</exception>
    public int Top(ReadOnlySpan<float> user, ItemMask leftOut, Span<int> items, Span<float> best)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(user.Length, Width);
        if (items.Length == 0 || ItemCount == 0)
        {
            return 0;
        }

        if (ItemCount <= FewItems || _quantized.Value is not { } quantized)
        {
            return TopOfAll(user, leftOut, items, best);
        }

        var (ids, uppers) = (
            ArrayPool<int>.Shared.Rent(QuantizedItems.MostCandidates),
            ArrayPool<float>.Shared.Rent(QuantizedItems.MostCandidates)
        );
        var candidates = new CandidateList(ids.AsSpan(0, QuantizedItems.MostCandidates), uppers);
        var count = quantized.TryCandidates(user, leftOut, items.Length, ref candidates)
            ? TopOf(user, candidates.Items, items, best)
            : TopOfAll(user, leftOut, items, best);
        ArrayPool<int>.Shared.Return(ids);
        ArrayPool<float>.Shared.Return(uppers);
        return count;
    }

    /// <summary>Score of one item, the same bits as in <see cref="Scores"/>.</summary>
    /// <param name="user">Shape [at least Factors].</param>
    /// <param name="item">Item index.</param>
    public float Score(ReadOnlySpan<float> user, int item)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)item, (uint)ItemCount, nameof(item));
        var score = 0f;
        if (_rows.Value is { } rows)
        {
            ReadOnlySpan<float> row = rows[item];
            for (var factor = 0; factor < Factors; factor++)
            {
                score = MathF.FusedMultiplyAdd(user[factor], row[factor], score);
            }

            return score;
        }

        var values = _blocks.Span[((item / BlockItems * Factors * BlockItems) + (item % BlockItems))..];
        for (var factor = 0; factor < Factors; factor++)
        {
            score = MathF.FusedMultiplyAdd(user[factor], values[factor * BlockItems], score);
        }

        return score;
    }

    /// <summary>Makes what <see cref="Top"/> and <see cref="CopyItem"/> need now instead of at their first call: some tens of milliseconds for 100,000 items.</summary>
    public void Prepare() => _ = (_rows.Value, _quantized.Value);

    /// <summary>One item's vector, the padding 0.</summary>
    /// <param name="item">Item index.</param>
    /// <param name="vector">Shape [Width].</param>
    public void CopyItem(int item, Span<float> vector)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)item, (uint)ItemCount, nameof(item));
        if (_rows.Value is { } rows)
        {
            rows[item].CopyTo(vector);
            return;
        }

        CopyFromBlock(item, vector);
    }

    private FactorMatrix Rows()
    {
        var rows = new FactorMatrix(ItemCount, Factors);
        for (var item = 0; item < ItemCount; item++)
        {
            CopyFromBlock(item, rows[item]);
        }

        return rows;
    }

    private void CopyFromBlock(int item, Span<float> vector)
    {
        var block = _blocks.Span.Slice(item / BlockItems * Factors * BlockItems, Factors * BlockItems);
        for (var factor = 0; factor < Factors; factor++)
        {
            vector[factor] = block[(factor * BlockItems) + (item % BlockItems)];
        }

        vector[Factors..].Clear();
    }

    private int TopOf(ReadOnlySpan<float> user, ReadOnlySpan<int> candidates, Span<int> items, Span<float> scores)
    {
        var best = new TopHeap<float>(items, scores);
        foreach (var item in candidates)
        {
            best.Offer(item, Score(user, item));
        }

        return best.Finish();
    }

    private int TopOfAll(ReadOnlySpan<float> user, ItemMask leftOut, Span<int> items, Span<float> best)
    {
        var all = ArrayPool<float>.Shared.Rent(ItemCount);
        var scores = all.AsSpan(0, ItemCount);
        Scores(user, scores);
        leftOut.Exclude(scores);
        var count = TopItems.Select(scores, items, best);
        ArrayPool<float>.Shared.Return(all);
        return count;
    }

    internal static FactorScan FromRows(FactorMatrix rows)
    {
        var scan = Empty(rows.RowCount, rows.Factors);
        for (var item = 0; item < rows.RowCount; item++)
        {
            scan.SetItem(item, rows[item]);
        }

        return scan;
    }

    internal void Write(BinaryWriter writer)
    {
        writer.Write(ItemCount);
        writer.Write(Factors);
        writer.WriteArray<float>(_blocks.Span);
    }

    internal static FactorScan Read(BinaryReader reader)
    {
        var (itemCount, factors) = (reader.ReadInt32(), reader.ReadInt32());
        var values = reader.ReadArray<float>();
        if (
            itemCount < 0
            || factors is < 1 or > 1 << 16
            || values.Length != ((long)itemCount + BlockItems - 1) / BlockItems * BlockItems * factors
        )
        {
            throw new InvalidDataException("The item vectors have another length than they say.");
        }

        var scan = Empty(itemCount, factors);
        values.CopyTo(scan._blocks.Span);
        return scan;
    }

    internal float* Block(int block) => _blocks.Pointer + ((long)block * Factors * BlockItems);

    private static FactorScan Empty(int itemCount, int factors) =>
        new(itemCount, factors, new AlignedFloats(checked((itemCount + BlockItems - 1) / BlockItems * BlockItems * factors)));

    private void SetItem(int item, ReadOnlySpan<float> vector)
    {
        var block = _blocks.Span.Slice(item / BlockItems * Factors * BlockItems, Factors * BlockItems);
        for (var factor = 0; factor < Factors; factor++)
        {
            block[(factor * BlockItems) + (item % BlockItems)] = vector[factor];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ScoreBlock(float* block, float* user, float* to, int factors)
    {
        var a = Vector512<float>.Zero;
        var b = Vector512<float>.Zero;
        var c = Vector512<float>.Zero;
        var d = Vector512<float>.Zero;
        for (var factor = 0; factor < factors; factor++, block += BlockItems)
        {
            var u = Vector512.Create(user[factor]);
            a = Vector512.FusedMultiplyAdd(u, Vector512.Load(block), a);
            b = Vector512.FusedMultiplyAdd(u, Vector512.Load(block + Lane), b);
            c = Vector512.FusedMultiplyAdd(u, Vector512.Load(block + (2 * Lane)), c);
            d = Vector512.FusedMultiplyAdd(u, Vector512.Load(block + (3 * Lane)), d);
        }

        a.Store(to);
        b.Store(to + Lane);
        c.Store(to + (2 * Lane));
        d.Store(to + (3 * Lane));
    }
}
