namespace Marketing.Learning.Recommenders.Hybrid;

/// <summary>Histories cut in two: what the parts learn from, and what each user did next.</summary>
/// <param name="Past">Before the cut; users numbered as in the whole.</param>
/// <param name="Next">Of each user, the distinct items after the cut that are new to him, ascending; empty for most reasons.</param>
/// <param name="IsByTime">True when one instant cuts everybody, false when each user's newest fifth is what came next.</param>
internal sealed record PastAndNext(Histories Past, int[][] Next, bool IsByTime)
{
    private const double PastShare = .85;

    // Below it, one instant leaves too few users on both sides: people who come once are cut one by one.
    private const double EnoughReturn = .25;

    public static PastAndNext Cut(Histories data)
    {
        var instant = Instant(data);
        var (divisible, returning) = (0, 0);
        for (var user = 0; user < data.UserCount; user++)
        {
            var times = data[user].Times;
            if (times.Length > 1 && times[0] != times[^1])
            {
                divisible++;
                returning += times[0] < instant && times[^1] >= instant ? 1 : 0;
            }
        }

        var byTime = divisible > 0 && returning >= EnoughReturn * divisible;
        var cuts = new int[data.UserCount];
        for (var user = 0; user < data.UserCount; user++)
        {
            cuts[user] = byTime ? FirstAt(data[user].Times, instant) : NewestFifth(data[user].Times);
        }

        return Of(data, cuts, byTime);
    }

    private static PastAndNext Of(Histories data, int[] cuts, bool byTime)
    {
        var starts = new long[data.UserCount + 1];
        for (var user = 0; user < data.UserCount; user++)
        {
            starts[user + 1] = starts[user] + cuts[user];
        }

        var (items, weights, times) = (new int[starts[^1]], new float[starts[^1]], new long[starts[^1]]);
        var next = new int[data.UserCount][];
        var known = new HashSet<int>();
        for (var user = 0; user < data.UserCount; user++)
        {
            var history = data[user];
            var (cut, to) = (cuts[user], (int)starts[user]);
            history.Items[..cut].CopyTo(items.AsSpan(to));
            history.Weights[..cut].CopyTo(weights.AsSpan(to));
            history.Times[..cut].CopyTo(times.AsSpan(to));
            known.Clear();
            known.UnionWith(history.Items[..cut].ToArray());
            next[user] = [.. history.Items[cut..].ToArray().Where(known.Add).Order()];
        }

        return new PastAndNext(new Histories(data.ItemCount, starts, items, weights, times), next, byTime);
    }

    private static long Instant(Histories data)
    {
        var times = new long[data.EventCount];
        var to = 0;
        for (var user = 0; user < data.UserCount; user++)
        {
            data[user].Times.CopyTo(times.AsSpan(to));
            to += data[user].Length;
        }

        Array.Sort(times);
        return times.Length == 0 ? 0 : times[(int)(PastShare * times.Length)];
    }

    private static int FirstAt(ReadOnlySpan<long> times, long instant)
    {
        var at = 0;
        while (at < times.Length && times[at] < instant)
        {
            at++;
        }

        return at;
    }

    /// <summary>Events of one instant (one order) stay together, and something stays in the past.</summary>
    private static int NewestFifth(ReadOnlySpan<long> times)
    {
        var cut = times.Length - ((times.Length + 4) / 5);
        while (cut > 0 && times[cut - 1] == times[cut])
        {
            cut--;
        }

        if (cut == 0)
        {
            cut = 1;
            while (cut < times.Length && times[cut - 1] == times[cut])
            {
                cut++;
            }
        }

        return Math.Min(cut, times.Length);
    }
}
