using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Marketing.Learning.Recommenders.Factors;

/// <summary>
/// Item vectors as signed bytes with the error of their rounding: a quarter of the memory that a pass has to read. It cannot rank, but it can
/// rule out: by Cauchy and Schwarz |u·v − û·v̂| ≤ ‖u‖·‖v − v̂‖ + ‖u − û‖·‖v̂‖, so that an item whose upper bound is below the k-th best lower
/// bound is not among the k best. What is left, some dozens of a hundred thousand, is scored exactly: the list is that of the full scan.
/// </summary>
internal sealed unsafe class QuantizedItems
{
    /// <summary>Items of a block: four accumulators of eight.</summary>
    private const int BlockItems = 32;

    /// <summary>Factors that one instruction multiplies and adds an item.</summary>
    private const int Group = 4;

    /// <summary>Above it a sum of products of bytes might not fit 32 bits.</summary>
    private const int MostFactors = 4096;

    private readonly int _items;
    private readonly int _groups;
    private readonly sbyte[] _codes;
    private readonly Bounds[] _bounds;

    private QuantizedItems(int items, int groups)
    {
        (_items, _groups) = (items, groups);
        var blocks = (items + BlockItems - 1) / BlockItems;
        _codes = GC.AllocateArray<sbyte>(checked(blocks * groups * BlockItems * Group), pinned: true);
        _bounds = GC.AllocateArray<Bounds>(blocks, pinned: true);
    }

    /// <summary>Whether this processor multiplies bytes fast enough to be worth it.</summary>
    public static bool IsFast => AvxVnni.IsSupported;

    /// <summary>Floats that <see cref="Candidates"/> needs as working memory for so many items.</summary>
    public static int WorkLength(int items) => (items + BlockItems - 1) / BlockItems * BlockItems;

    /// <summary>Null when a value is not finite, the vectors are longer than 4,096, or the processor lacks the instruction.</summary>
    public static QuantizedItems? From(FactorScan scan)
    {
        if (!IsFast || scan.Factors > MostFactors)
        {
            return null;
        }

        var quantized = new QuantizedItems(scan.ItemCount, scan.Width / Group);
        var vector = new float[scan.Width];
        for (var item = 0; item < scan.ItemCount; item++)
        {
            scan.CopyItem(item, vector);
            if (!quantized.TrySet(item, vector))
            {
                return null;
            }
        }

        return quantized;
    }

    /// <summary>Lists every item that can be among the k best.</summary>
    /// <param name="user">Shape [Width], the padding 0.</param>
    /// <param name="mask">Added to the bounds: 0, or −∞ for an item to leave out. Shape [items], or empty.</param>
    /// <param name="k">How many are wanted, at least 1.</param>
    /// <param name="work">Shape [<see cref="WorkLength"/>]; overwritten.</param>
    /// <param name="candidates">Receives the items, ascending.</param>
    /// <returns>How many; −1 when there are more than fit, or the user's vector is not finite.</returns>
    public int Candidates(ReadOnlySpan<float> user, ReadOnlySpan<float> mask, int k, Span<float> work, Span<int> candidates)
    {
        var words = stackalloc uint[_groups];
        var norm = TensorPrimitives.Norm(user);
        if (!float.IsFinite(norm) || k > candidates.Length || !QuantizeUser(user, words, out var scale, out var error))
        {
            return -1;
        }

        Span<int> bestItems = k <= 256 ? stackalloc int[k] : new int[k];
        Span<float> bestScores = k <= 256 ? stackalloc float[k] : new float[k];
        var best = new TopHeap<float>(bestItems, bestScores);
        fixed (sbyte* codes = _codes)
        fixed (Bounds* bounds = _bounds)
        fixed (float* masks = mask)
        fixed (float* uppers = work)
        {
            var tail = stackalloc float[BlockItems];
            for (var block = 0; block * BlockItems < _items; block++)
            {
                var from = block * BlockItems;
                var left = mask.IsEmpty ? null : masks + from;
                if (left is not null && from + BlockItems > _items)
                {
                    mask[from..].CopyTo(new Span<float>(tail, BlockItems));
                    left = tail;
                }

                Bound(
                    codes + ((long)from * Group * _groups),
                    words,
                    bounds + block,
                    left,
                    (scale, norm, error),
                    uppers + from,
                    ref best,
                    from
                );
            }
        }

        var threshold = best.Threshold;
        var count = 0;
        for (var item = 0; item < _items; item++)
        {
            if (work[item] >= threshold && !float.IsNegativeInfinity(work[item]))
            {
                if (count == candidates.Length)
                {
                    return -1;
                }

                candidates[count++] = item;
            }
        }

        return count;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Bound(
        sbyte* codes,
        uint* words,
        Bounds* bounds,
        float* mask,
        (float Scale, float Norm, float Error) user,
        float* uppers,
        ref TopHeap<float> best,
        int from
    )
    {
        var sums = stackalloc Vector256<int>[Lanes];
        var a = Vector256<int>.Zero;
        var b = Vector256<int>.Zero;
        var c = Vector256<int>.Zero;
        var d = Vector256<int>.Zero;
        for (var group = 0; group < _groups; group++, codes += BlockItems * Group)
        {
            var u = Vector256.Create(words[group]).AsByte();
            a = AvxVnni.MultiplyWideningAndAdd(a, u, Vector256.Load(codes));
            b = AvxVnni.MultiplyWideningAndAdd(b, u, Vector256.Load(codes + 32));
            c = AvxVnni.MultiplyWideningAndAdd(c, u, Vector256.Load(codes + 64));
            d = AvxVnni.MultiplyWideningAndAdd(d, u, Vector256.Load(codes + 96));
        }

        (sums[0], sums[1], sums[2], sums[3]) = (a, b, c, d);
        for (var lane = 0; lane < Lanes; lane++)
        {
            var at = lane * Vector256<float>.Count;
            var products = Vector256.ConvertToSingle(sums[lane] - Vector256.Load(bounds->Offsets + at));
            var middle = products * Vector256.Load(bounds->Scales + at) * user.Scale;
            if (mask is not null)
            {
                middle += Vector256.Load(mask + at);
            }

            var slack = (Vector256.Load(bounds->Errors + at) * user.Norm) + (Vector256.Load(bounds->Norms + at) * user.Error);
            (middle + slack).Store(uppers + at);
            var lowers = middle - slack;
            if (!Vector256.LessThanOrEqualAll(lowers, Vector256.Create(best.Threshold)))
            {
                for (var i = 0; i < Vector256<float>.Count && from + at + i < _items; i++)
                {
                    best.Offer(from + at + i, lowers[i]);
                }
            }
        }
    }

    private const int Lanes = BlockItems / 8;

    // As unsigned bytes, 128 above their value: the instruction multiplies unsigned by signed. The items' offsets take it back.
    private bool QuantizeUser(ReadOnlySpan<float> user, uint* words, out float scale, out float error)
    {
        var largest = TensorPrimitives.MaxMagnitude(user);
        scale = Math.Abs(largest) / sbyte.MaxValue;
        error = 0;
        if (!(scale > 0))
        {
            return false;
        }

        var squares = 0.0;
        var bytes = new Span<byte>(words, _groups * Group);
        for (var factor = 0; factor < bytes.Length; factor++)
        {
            var code = factor < user.Length ? (int)MathF.Round(user[factor] / scale) : 0;
            bytes[factor] = (byte)(code + 128);
            var miss = (factor < user.Length ? (double)user[factor] : 0) - ((double)code * scale);
            squares += miss * miss;
        }

        error = (float)(Math.Sqrt(squares) * (1 + 1e-6));
        return true;
    }

    private bool TrySet(int item, ReadOnlySpan<float> vector)
    {
        var norm = TensorPrimitives.Norm(vector);
        var scale = Math.Abs(TensorPrimitives.MaxMagnitude(vector)) / sbyte.MaxValue;
        if (!float.IsFinite(norm))
        {
            return false;
        }

        var (block, lane) = (item / BlockItems, item % BlockItems);
        var codes = _codes.AsSpan(block * _groups * BlockItems * Group, _groups * BlockItems * Group);
        var (sum, squares, errors) = (0, 0.0, 0.0);
        for (var factor = 0; factor < vector.Length; factor++)
        {
            var code = scale > 0 ? (int)MathF.Round(vector[factor] / scale) : 0;
            codes[(factor / Group * BlockItems * Group) + (lane * Group) + (factor % Group)] = (sbyte)code;
            sum += code;
            var (rounded, miss) = ((double)code * scale, vector[factor] - ((double)code * scale));
            squares += rounded * rounded;
            errors += miss * miss;
        }

        // The exact score is itself a rounded sum, and so are the bounds: the last term is more than what either can be off by.
        ref var bounds = ref _bounds[block];
        bounds.Offsets[lane] = 128 * sum;
        bounds.Scales[lane] = scale;
        bounds.Norms[lane] = (float)(Math.Sqrt(squares) * (1 + 1e-6));
        bounds.Errors[lane] = (float)((Math.Sqrt(errors) * (1 + 1e-6)) + (2e-7 * (vector.Length + 8) * norm));
        return true;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Bounds
    {
        public fixed int Offsets[BlockItems];
        public fixed float Scales[BlockItems];
        public fixed float Errors[BlockItems];
        public fixed float Norms[BlockItems];
    }
}
