using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Marketing.Learning.Recommenders.Factors;

/// <summary>
/// Item vectors in four bits a factor: an eighth of the memory of the vectors, as a pass over all items takes as long as reading them takes.
/// </summary>
internal sealed unsafe class NibbleCodes
{
    private const int Levels = 16;

    /// <summary>Items of a block: four accumulators of eight.</summary>
    private const int BlockItems = 32;

    /// <summary>Factors that one instruction multiplies and adds an item; a byte holds one of a group and one of the next.</summary>
    private const int Group = 4;
    private const int PairBytes = BlockItems * Group;

    private readonly int _items;
    private readonly int _pairs;
    private readonly byte[] _codes;
    private readonly Bounds[] _bounds;

    /// <param name="items">Number of items.</param>
    /// <param name="width">Length of a vector, a multiple of 16.</param>
    public NibbleCodes(int items, int width)
    {
        (_items, _pairs) = (items, width / (2 * Group));
        var blocks = (items + BlockItems - 1) / BlockItems;
        _codes = GC.AllocateArray<byte>(checked(blocks * _pairs * PairBytes), pinned: true);
        _bounds = GC.AllocateArray<Bounds>(blocks, pinned: true);
    }

    /// <summary>False when a value is not finite.</summary>
    public bool TrySet(int item, ReadOnlySpan<float> vector)
    {
        Span<byte> codes = stackalloc byte[vector.Length];
        if (!Rounding.TryRound(vector, Levels, codes, out var rounding))
        {
            return false;
        }

        var (block, lane) = (item / BlockItems, item % BlockItems);
        var to = _codes.AsSpan(block * _pairs * PairBytes, _pairs * PairBytes);
        for (var factor = 0; factor < codes.Length; factor++)
        {
            var group = factor / Group;
            to[(group / 2 * PairBytes) + (lane * Group) + (factor % Group)] |= (byte)(codes[factor] << (group % 2 * 4));
        }

        ref var bounds = ref _bounds[block];
        (bounds.Scales[lane], bounds.Errors[lane], bounds.Norms[lane]) = (rounding.Scale, rounding.Error, rounding.Norm);
        return true;
    }

    /// <summary>Lists every item that can be among the k best, and some that cannot.</summary>
    /// <param name="user">The user.</param>
    /// <param name="words">His bytes. Shape [width / 4].</param>
    /// <param name="leftOut">Items that may not be among them.</param>
    /// <param name="k">How many are wanted, at least 1.</param>
    /// <param name="candidates">Receives them, ascending.</param>
    /// <returns>False when more are left than fit.</returns>
    public bool TryCollect(in QuantizedUser user, int* words, ItemMask leftOut, int k, ref CandidateList candidates)
    {
        Span<int> bestItems = k <= 256 ? stackalloc int[k] : new int[k];
        Span<float> bestLowers = k <= 256 ? stackalloc float[k] : new float[k];
        var best = new TopHeap<float>(bestItems, bestLowers);
        var uppers = stackalloc float[BlockItems];
        var lowers = stackalloc float[BlockItems];
        fixed (byte* codes = _codes)
        fixed (Bounds* bounds = _bounds)
        {
            for (var (block, from) = (0, 0); from < _items; block++, from += BlockItems)
            {
                var mayEnter = Bound(
                    codes + ((long)block * _pairs * PairBytes),
                    words,
                    bounds + block,
                    user,
                    best.Threshold,
                    uppers,
                    lowers
                );
                for (; mayEnter != 0; mayEnter &= mayEnter - 1)
                {
                    var lane = System.Numerics.BitOperations.TrailingZeroCount(mayEnter);
                    var item = from + lane;
                    if (item >= _items || leftOut.Contains(item) || uppers[lane] < best.Threshold)
                    {
                        continue;
                    }

                    best.Offer(item, lowers[lane]);
                    if (!candidates.TryAdd(item, uppers[lane], best.Threshold))
                    {
                        return false;
                    }
                }
            }
        }

        candidates.Keep(best.Threshold);
        return true;
    }

    // Bits of the block's items whose upper bound reaches the threshold.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private uint Bound(byte* codes, int* words, Bounds* bounds, in QuantizedUser user, float threshold, float* uppers, float* lowers)
    {
        var sums = stackalloc Vector256<int>[BlockItems / 8];
        var a = Vector256<int>.Zero;
        var b = Vector256<int>.Zero;
        var c = Vector256<int>.Zero;
        var d = Vector256<int>.Zero;
        var low = Vector256.Create((byte)0x0F);
        for (var pair = 0; pair < _pairs; pair++, codes += PairBytes)
        {
            var even = Vector256.Create(words[2 * pair]).AsSByte();
            var odd = Vector256.Create(words[(2 * pair) + 1]).AsSByte();
            var (first, second) = (Vector256.Load(codes), Vector256.Load(codes + 32));
            var (third, fourth) = (Vector256.Load(codes + 64), Vector256.Load(codes + 96));
            a = AvxVnni.MultiplyWideningAndAdd(a, first & low, even);
            b = AvxVnni.MultiplyWideningAndAdd(b, second & low, even);
            c = AvxVnni.MultiplyWideningAndAdd(c, third & low, even);
            d = AvxVnni.MultiplyWideningAndAdd(d, fourth & low, even);
            a = AvxVnni.MultiplyWideningAndAdd(a, High(first, low), odd);
            b = AvxVnni.MultiplyWideningAndAdd(b, High(second, low), odd);
            c = AvxVnni.MultiplyWideningAndAdd(c, High(third, low), odd);
            d = AvxVnni.MultiplyWideningAndAdd(d, High(fourth, low), odd);
        }

        (sums[0], sums[1], sums[2], sums[3]) = (a, b, c, d);
        var shift = Vector256.Create(Rounding.MiddleOf(Levels) * user.Sum);
        var atLeast = Vector256.Create(threshold);
        var mayEnter = 0u;
        for (var lane = 0; lane < BlockItems / 8; lane++)
        {
            var at = lane * 8;
            var middle = (Vector256.ConvertToSingle(sums[lane]) - shift) * Vector256.Load(bounds->Scales + at) * user.Scale;
            var slack = (Vector256.Load(bounds->Errors + at) * user.Norm) + (Vector256.Load(bounds->Norms + at) * user.Error);
            var upper = middle + slack;
            mayEnter |= Vector256.GreaterThanOrEqual(upper, atLeast).ExtractMostSignificantBits() << at;
            upper.Store(uppers + at);
            (middle - slack).Store(lowers + at);
        }

        return mayEnter;
    }

    private static Vector256<byte> High(Vector256<byte> codes, Vector256<byte> low) => (codes.AsUInt16() >>> 4).AsByte() & low;

    [StructLayout(LayoutKind.Sequential)]
    private struct Bounds
    {
        public fixed float Scales[BlockItems];
        public fixed float Errors[BlockItems];
        public fixed float Norms[BlockItems];
    }
}
