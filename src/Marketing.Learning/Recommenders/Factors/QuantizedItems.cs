using System.Runtime.Intrinsics.X86;

namespace Marketing.Learning.Recommenders.Factors;

/// <summary>
/// Item vectors in few bits with the error of their rounding. They cannot rank, but they can rule out: by Cauchy and Schwarz
/// |u·v − û·v̂| ≤ ‖u‖·‖v − v̂‖ + ‖u − û‖·‖v̂‖, so that an item whose upper bound is below the k-th best lower bound is not among the k best.
/// Four bits a factor leave some hundreds of a hundred thousand items, eight bits some dozens of those, and these are scored exactly: the list
/// is that of the full scan. Of more than <see cref="MostRuledOut"/> items the first pass takes those with the highest estimates instead, as reading
/// the bounds of all would fill the memory's bandwidth: <c>bench topk</c> prints the recall.
/// </summary>
internal sealed unsafe class QuantizedItems
{
    /// <summary>Most candidates after the first pass; with more, the full scan is as fast.</summary>
    public const int MostCandidates = 16_384;

    /// <summary>Most items of which every one is ruled out by a bound.</summary>
    public const int MostRuledOut = 1 << 18;

    /// <summary>Longest list that estimates are good for: an eighth of what they leave. With a longer one, the full scan.</summary>
    private const int LongestEstimated = MostCandidates / 16;

    /// <summary>Above it a sum of products of bytes might not be exact as a float.</summary>
    private const int MostFactors = 512;
    private readonly NibbleCodes? _nibbles;
    private readonly ProductCodes? _products;
    private readonly ByteCodes _bytes;

    private QuantizedItems(NibbleCodes? nibbles, ProductCodes? products, ByteCodes bytes) =>
        (_nibbles, _products, _bytes) = (nibbles, products, bytes);

    /// <summary>Whether this processor multiplies bytes fast enough to be worth it.</summary>
    public static bool IsFast => AvxVnni.IsSupported;

    /// <summary>Null when a value is not finite, the vectors are longer than 512, or the processor lacks the instruction.</summary>
    public static QuantizedItems? From(FactorScan scan)
    {
        if (!IsFast || scan.Factors > MostFactors)
        {
            return null;
        }

        var products = ProductCodes.IsFast && scan.ItemCount > MostRuledOut ? ProductCodes.From(scan) : null;
        var nibbles = products is null ? new NibbleCodes(scan.ItemCount, scan.Width) : null;
        var bytes = new ByteCodes(scan.ItemCount, scan.Width);
        var vector = new float[scan.Width];
        for (var item = 0; item < scan.ItemCount; item++)
        {
            scan.CopyItem(item, vector);
            if (nibbles?.TrySet(item, vector) == false || !bytes.TrySet(item, vector))
            {
                return null;
            }
        }

        return new QuantizedItems(nibbles, products, bytes);
    }

    /// <summary>Lists every item that can be among the k best, or those that are so by the estimates.</summary>
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

        var isCollected = _products is null
            ? _nibbles!.TryCollect(quantized, words, leftOut, k, ref candidates)
            : k <= LongestEstimated && _products.TryCollect(user, leftOut, ref candidates);
        if (!isCollected)
        {
            return false;
        }

        _bytes.Narrow(quantized, words, k, ref candidates);
        return true;
    }
}
