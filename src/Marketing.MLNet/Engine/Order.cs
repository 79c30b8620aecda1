using Marketing.Learning;

namespace Marketing.MLNet.Engine;

/// <summary>An order by chance.</summary>
internal static class Order
{
    /// <summary>0 to below a count, in an order that depends on the seed alone (Fisher and Yates).</summary>
    public static int[] Shuffled(int count, ulong seed)
    {
        int[] order = [.. Enumerable.Range(0, count)];
        for (var last = count - 1; last > 0; last--)
        {
            var other = (int)(SplitMix64.At(seed, (ulong)last) % (ulong)(last + 1));
            (order[last], order[other]) = (order[other], order[last]);
        }

        return order;
    }
}
