using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Marketing.Learning.Recommenders.Factors;

/// <summary>Item vectors in a byte a factor, one after the other: for looking again at some hundreds of candidates, a cache line each.</summary>
internal sealed unsafe class ByteCodes
{
    private const int Levels = 256;

    /// <summary>Candidates to fetch ahead: each is somewhere else in memory.</summary>
    private const int Ahead = 16;
    private readonly int _width;
    private readonly byte[] _codes;
    private readonly Rounding[] _roundings;

    /// <param name="items">Number of items.</param>
    /// <param name="width">Length of a vector, a multiple of 16.</param>
    public ByteCodes(int items, int width)
    {
        _width = width;
        _codes = GC.AllocateArray<byte>(checked(items * width), pinned: true);
        _roundings = GC.AllocateArray<Rounding>(items, pinned: true);
    }

    /// <summary>False when a value is not finite.</summary>
    public bool TrySet(int item, ReadOnlySpan<float> vector) =>
        Rounding.TryRound(vector, Levels, _codes.AsSpan(item * _width, _width), out _roundings[item]);

    /// <summary>Leaves those of the candidates that can be among the k best.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Narrow(in QuantizedUser user, int* words, int k, ref CandidateList candidates)
    {
        Span<int> bestItems = k <= 256 ? stackalloc int[k] : new int[k];
        Span<float> bestLowers = k <= 256 ? stackalloc float[k] : new float[k];
        var best = new TopHeap<float>(bestItems, bestLowers);
        var shift = Rounding.MiddleOf(Levels) * user.Sum;
        var users = (sbyte*)words;
        fixed (byte* codes = _codes)
        fixed (Rounding* roundings = _roundings)
        {
            for (var at = 0; at < candidates.Count; at++)
            {
                if (at + Ahead < candidates.Count)
                {
                    var later = candidates.Items[at + Ahead];
                    Sse.Prefetch0(codes + ((long)later * _width));
                    Sse.Prefetch0(roundings + later);
                }

                var item = candidates.Items[at];
                var row = codes + ((long)item * _width);
                var sums = Vector128<int>.Zero;
                for (var factor = 0; factor < _width; factor += 16)
                {
                    sums = AvxVnni.MultiplyWideningAndAdd(sums, Vector128.Load(row + factor), Vector128.Load(users + factor));
                }

                var rounding = roundings[item];
                var middle = (Vector128.Sum(sums) - shift) * rounding.Scale * user.Scale;
                var slack = (rounding.Error * user.Norm) + (rounding.Norm * user.Error);
                candidates.Tighten(at, middle + slack);
                best.Offer(item, middle - slack);
            }
        }

        candidates.Keep(best.Threshold);
    }
}
