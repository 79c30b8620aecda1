using System.Runtime.Intrinsics.X86;

namespace Marketing.Learning.Recommenders.Factors;

/// <summary>
/// Item vectors in few bits with the error of their rounding. They cannot rank, but they can rule out: by Cauchy and Schwarz
/// |u·v − û·v̂| ≤ ‖u‖·‖v − v̂‖ + ‖u − û‖·‖v̂‖, so that an item whose upper bound is below the k-th best lower bound is not among the k best.
/// Four bits a factor leave some hundreds of a hundred thousand items, eight bits some dozens of those, and these are scored exactly: the list
/// is that of the full scan.
/// </summary>
internal sealed unsafe class QuantizedItems
{
    /// <summary>Most candidates after the first pass; with more, the full scan is as fast.</summary>
    public const int MostCandidates = 16_384;

    /// <summary>Above it a sum of products of bytes might not be exact as a float.</summary>
    private const int MostFactors = 512;
    private readonly NibbleCodes _nibbles;
    private readonly ByteCodes _bytes;

    private QuantizedItems(NibbleCodes nibbles, ByteCodes bytes) => (_nibbles, _bytes) = (nibbles, bytes);

    /// <summary>Whether this processor multiplies bytes fast enough to be worth it.</summary>
    public static bool IsFast => AvxVnni.IsSupported;

    /// <summary>Null when a value is not finite, the vectors are longer than 512, or the processor lacks the instruction.</summary>
    public static QuantizedItems? From(FactorScan scan)
    {
        if (!IsFast || scan.Factors > MostFactors)
        {
            return null;
        }

        var (nibbles, bytes) = (new NibbleCodes(scan.ItemCount, scan.Width), new ByteCodes(scan.ItemCount, scan.Width));
        var vector = new float[scan.Width];
        for (var item = 0; item < scan.ItemCount; item++)
        {
            scan.CopyItem(item, vector);
            if (!nibbles.TrySet(item, vector) || !bytes.TrySet(item, vector))
            {
                return null;
            }
        }

        return new QuantizedItems(nibbles, bytes);
    }

    /// <summary>Lists every item that can be among the k best.</summary>
    /// <param name="user">Shape [Width], the padding 0.</param>
    /// <param name="leftOut">Items that may not be among them.</param>
    /// <param name="k">How many are wanted, at least 1.</param>
    /// <param name="candidates">Receives the items, ascending.</param>
    /// <returns>False when there are more than fit, or the bounds say nothing of this user.</returns>
    public bool TryCandidates(ReadOnlySpan<float> user, ItemMask leftOut, int k, ref CandidateList candidates)
    {
        var words = stackalloc int[user.Length / sizeof(int)];
        if (k > candidates.Capacity || !QuantizedUser.TryMake(user, new Span<sbyte>(words, user.Length), out var quantized))
        {
            return false;
        }

        if (!_nibbles.TryCollect(quantized, words, leftOut, k, ref candidates))
        {
            return false;
        }

        _bytes.Narrow(quantized, words, k, ref candidates);
        return true;
    }
}
