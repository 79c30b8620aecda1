using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Marketing.Learning.Recommenders.Factors;

/// <summary>
/// Item directions by product quantization (Jégou et al. 2011): two factors share one of 16 centroids, so that 64 factors take 16 bytes, a sixteenth
/// of the vectors. A user's products with the centroids are tables of 16 bytes that stay in registers (fast scan, André et al. 2015). What comes of
/// it estimates the score and bounds nothing: a list made of the items with the highest estimates may lack one in some hundreds.
/// </summary>
internal sealed unsafe class ProductCodes
{
    /// <summary>Factors that share a code.</summary>
    private const int Group = 2;

    /// <summary>Half of an item block lies in the even bytes, half in the odd ones: sums of 16 bits come apart without shuffling.</summary>
    private const int BlockItems = 64;

    /// <summary>Largest entry of a table: four of them fit a byte.</summary>
    private const int HighestEntry = 63;

    /// <summary>One block of so many tells about where the threshold will be.</summary>
    private const int SampledBlocks = 64;

    /// <summary>Bytes to fetch ahead: what is read within the time that memory takes to answer.</summary>
    private const int Ahead = 4096;

    private readonly int _items;
    private readonly int _groups;
    private readonly ProductCentroids _centroids;
    private readonly byte[] _codes;
    private readonly float[] _norms;

    private ProductCodes(int items, int width, ProductCentroids centroids)
    {
        (_items, _groups, _centroids) = (items, width / Group, centroids);
        var blocks = (items + BlockItems - 1) / BlockItems;
        _codes = GC.AllocateArray<byte>(checked(blocks * BlockBytes), pinned: true);
        _norms = GC.AllocateArray<float>(blocks * BlockItems, pinned: true);
    }

    /// <summary>Whether this processor looks up 64 bytes at once.</summary>
    public static bool IsFast => Avx512BW.IsSupported;

    // Two groups share a byte.
    private int BlockBytes => _groups / 2 * BlockItems;

    /// <summary>Null when a value is not finite.</summary>
    public static ProductCodes? From(FactorScan scan)
    {
        var norms = new float[scan.ItemCount];
        var vector = new float[scan.Width];
        for (var item = 0; item < norms.Length; item++)
        {
            scan.CopyItem(item, vector);
            norms[item] = TensorPrimitives.Norm<float>(vector);
        }

        if (!float.IsFinite(TensorPrimitives.Sum<float>(norms)))
        {
            return null;
        }

        var codes = new ProductCodes(scan.ItemCount, scan.Width, ProductCentroids.Learn(scan, norms));
        for (var item = 0; item < norms.Length; item++)
        {
            scan.CopyItem(item, vector);
            codes.Set(item, vector, norms[item]);
        }

        return codes;
    }

    /// <summary>Lists the items with the highest estimates, about half as many as fit.</summary>
    /// <param name="user">Shape [Width], the padding 0.</param>
    /// <param name="leftOut">Items that may not be among them.</param>
    /// <param name="candidates">Receives them, ascending, with their estimates; empty before.</param>
    /// <returns>False when the estimates cannot tell items apart, or the vector is not finite.</returns>
    public bool TryCollect(ReadOnlySpan<float> user, ItemMask leftOut, ref CandidateList candidates)
    {
        var tables = stackalloc byte[_groups * ProductCentroids.Count];
        if (!TryTables(user, tables, out var step, out var lowest))
        {
            return false;
        }

        // What three quarters of the room would be filled by, judged by some of the blocks: most items are then passed over at once.
        if (!TryCollect(new Pass(tables, step, lowest, SampledBlocks), leftOut, float.NegativeInfinity, ref candidates))
        {
            return false;
        }

        var threshold = candidates.UpperPart(candidates.Capacity / 4 * 3 / SampledBlocks);
        candidates.Clear();
        var every = new Pass(tables, step, lowest, 1);
        if (!TryCollect(every, leftOut, threshold, ref candidates))
        {
            return false;
        }

        if (candidates.Count < candidates.Capacity / 2 && threshold > float.NegativeInfinity)
        {
            // The sampled blocks are not as the others are.
            candidates.Clear();
            return TryCollect(every, leftOut, float.NegativeInfinity, ref candidates) && Halved(ref candidates);
        }

        return Halved(ref candidates);
    }

    private static bool Halved(ref CandidateList candidates)
    {
        candidates.Keep(candidates.UpperPart(candidates.Capacity / 2));
        return true;
    }

    // Goes through the blocks, from a threshold that rises whenever there is no more room.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool TryCollect(in Pass pass, ItemMask leftOut, float threshold, ref CandidateList candidates)
    {
        var estimates = stackalloc float[BlockItems];
        fixed (byte* codes = _codes)
        fixed (float* norms = _norms)
        {
            for (var from = 0; from < _items; from += BlockItems * pass.Stride)
            {
                var mayEnter = Estimate(codes + ((long)(from / BlockItems) * BlockBytes), norms + from, pass, threshold, estimates);
                for (; mayEnter != 0; mayEnter &= mayEnter - 1)
                {
                    var lane = System.Numerics.BitOperations.TrailingZeroCount(mayEnter);
                    var item = from + lane;
                    if (item >= _items || leftOut.Contains(item) || estimates[lane] < threshold)
                    {
                        continue;
                    }

                    if (!candidates.TryAdd(item, estimates[lane], threshold))
                    {
                        return false;
                    }

                    if (candidates.Count == candidates.Capacity)
                    {
                        threshold = candidates.UpperPart(candidates.Capacity / 2);
                        candidates.Keep(threshold);
                    }
                }
            }
        }

        return true;
    }

    private void Set(int item, ReadOnlySpan<float> vector, float norm)
    {
        _norms[item] = norm;
        var lane = item % BlockItems;
        var to = _codes.AsSpan(item / BlockItems * BlockBytes, BlockBytes);
        var place = (lane % 32 * 2) + (lane / 32);
        for (var group = 0; group < _groups; group++)
        {
            var code = norm > 0 ? _centroids.Nearest(group, vector[Group * group] / norm, vector[(Group * group) + 1] / norm) : 0;
            to[(group / 2 * BlockItems) + place] |= (byte)(code << (group % 2 * 4));
        }
    }

    // Entries are (product − lowest of its group) / step; the lowest of all groups go into one sum.
    private bool TryTables(ReadOnlySpan<float> user, byte* tables, out float step, out float lowest)
    {
        var widest = 0f;
        lowest = 0;
        for (var group = 0; group < _groups; group++)
        {
            var products = _centroids.Products(group, user[Group * group], user[(Group * group) + 1]);
            var least = Least(products);
            lowest += least;
            widest = Math.Max(widest, -Least(-products) - least);
        }

        step = widest / HighestEntry;
        if (!(step > 0) || !float.IsFinite(step) || !float.IsFinite(lowest))
        {
            return false;
        }

        for (var group = 0; group < _groups; group++)
        {
            var products = _centroids.Products(group, user[Group * group], user[(Group * group) + 1]);
            var entries = Vector512.ConvertToInt32(((products - Vector512.Create(Least(products))) / step) + Vector512.Create(.5f));
            for (var entry = 0; entry < ProductCentroids.Count; entry++)
            {
                tables[(group * ProductCentroids.Count) + entry] = (byte)Math.Min(entries[entry], HighestEntry);
            }
        }

        return true;
    }

    private static float Least(Vector512<float> values)
    {
        var least = values[0];
        for (var at = 1; at < Vector512<float>.Count; at++)
        {
            least = Math.Min(least, values[at]);
        }

        return least;
    }

    // Bits of the block's items whose estimate reaches the threshold; the estimates are written when there is one.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.AggressiveInlining)]
    private ulong Estimate(byte* codes, float* norms, in Pass pass, float threshold, float* estimates)
    {
        var tables = pass.Tables;
        var low = Vector512.Create((byte)15);
        var bytes = Vector512.Create((ushort)byte.MaxValue);
        var (even, odd) = (Vector512<ushort>.Zero, Vector512<ushort>.Zero);
        for (var group = 0; group < _groups; group += 4, codes += 2 * BlockItems, tables += 4 * ProductCentroids.Count)
        {
            // The processor's own prefetching ends at each page.
            Sse.Prefetch0(codes + Ahead);
            Sse.Prefetch0(codes + Ahead + BlockItems);
            var (first, second) = (Vector512.Load(codes), Vector512.Load(codes + BlockItems));
            var sums =
                Avx512BW.Shuffle(Table(tables), first & low)
                + Avx512BW.Shuffle(Table(tables + 16), High(first, low))
                + Avx512BW.Shuffle(Table(tables + 32), second & low)
                + Avx512BW.Shuffle(Table(tables + 48), High(second, low));
            even += sums.AsUInt16() & bytes;
            odd += sums.AsUInt16() >>> 8;
        }

        Sse.Prefetch0(norms + BlockItems);
        Sse.Prefetch0(norms + BlockItems + 16);
        Sse.Prefetch0(norms + BlockItems + 32);
        Sse.Prefetch0(norms + BlockItems + 48);
        var (steps, lowests) = (Vector512.Create(pass.Step), Vector512.Create(pass.Lowest));
        var a =
            Vector512.FusedMultiplyAdd(Vector512.ConvertToSingle(Vector512.WidenLower(even).AsInt32()), steps, lowests)
            * Vector512.Load(norms);
        var b =
            Vector512.FusedMultiplyAdd(Vector512.ConvertToSingle(Vector512.WidenUpper(even).AsInt32()), steps, lowests)
            * Vector512.Load(norms + 16);
        var c =
            Vector512.FusedMultiplyAdd(Vector512.ConvertToSingle(Vector512.WidenLower(odd).AsInt32()), steps, lowests)
            * Vector512.Load(norms + 32);
        var d =
            Vector512.FusedMultiplyAdd(Vector512.ConvertToSingle(Vector512.WidenUpper(odd).AsInt32()), steps, lowests)
            * Vector512.Load(norms + 48);
        var atLeast = Vector512.Create(threshold);
        var highest = Vector512.Max(Vector512.Max(a, b), Vector512.Max(c, d));
        if (!Vector512.GreaterThanOrEqualAny(highest, atLeast))
        {
            return 0;
        }

        a.Store(estimates);
        b.Store(estimates + 16);
        c.Store(estimates + 32);
        d.Store(estimates + 48);
        return Vector512.GreaterThanOrEqual(a, atLeast).ExtractMostSignificantBits()
            | (Vector512.GreaterThanOrEqual(b, atLeast).ExtractMostSignificantBits() << 16)
            | (Vector512.GreaterThanOrEqual(c, atLeast).ExtractMostSignificantBits() << 32)
            | (Vector512.GreaterThanOrEqual(d, atLeast).ExtractMostSignificantBits() << 48);
    }

    private static Vector512<byte> Table(byte* entries) => Avx512F.BroadcastVector128ToVector512((uint*)entries).AsByte();

    private static Vector512<byte> High(Vector512<byte> codes, Vector512<byte> low) => (codes.AsUInt16() >>> 4).AsByte() & low;

    /// <summary>One user's tables, what makes estimates of their sums, and every how many-th block to look at.</summary>
    private readonly struct Pass(byte* tables, float step, float lowest, int stride)
    {
        public readonly byte* Tables = tables;
        public readonly float Step = step;
        public readonly float Lowest = lowest;
        public readonly int Stride = stride;
    }
}
