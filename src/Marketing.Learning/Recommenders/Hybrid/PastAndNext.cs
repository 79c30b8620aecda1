namespace Marketing.Learning.Recommenders.Hybrid;

/// <summary>Histories cut in two: what the parts learn from, and what each user did next.</summary>
/// <param name="Past">Before the cut; users numbered as in the whole.</param>
/// <param name="Next">Of each user, the distinct items after the cut that are new to him, ascending; empty for most reasons.</param>
/// <param name="IsByTime">True when one instant cuts everybody, false when each user's newest fifth (without times: a fifth by hash) is what came next.</param>
internal sealed record PastAndNext(Histories Past, int[][] Next, bool IsByTime)
{
    private const double PastShare = .85;

    // Below it, one instant leaves too few users on both sides: people who come once are cut one by one.
    private const double EnoughReturn = .25;

    /// <summary>Cuts.</summary>
    /// <param name="data">All histories.</param>
    /// <param name="seed">Draws what is hidden where there are no times.</param>
    public static PastAndNext Cut(Histories data, ulong seed)
    {
        if (!data.HasTimes)
        {
            return Of(data, user => HashedFifth(data[user].Items, user, seed), null);
        }

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
        return Of(
            data,
            user =>
            {
                var times = data[user].Times;
                var cut = byTime ? FirstAt(times, instant) : NewestFifth(times);
                var isNext = new bool[times.Length];
                isNext.AsSpan(cut).Fill(true);
                return isNext;
            },
            byTime ? instant : null
        );
    }

    private static PastAndNext Of(Histories data, Func<int, bool[]> isNextOf, long? instant)
    {
        var starts = new long[data.UserCount + 1];
        var (items, weights, times) = (new List<int>(), new List<float>(), new List<long>());
        var next = new int[data.UserCount][];
        var known = new HashSet<int>();
        for (var user = 0; user < data.UserCount; user++)
        {
            var history = data[user];
            var isNext = isNextOf(user);
            known.Clear();
            for (var at = 0; at < isNext.Length; at++)
            {
                if (!isNext[at])
                {
                    items.Add(history.Items[at]);
                    weights.Add(history.Weights[at]);
                    times.Add(history.Times[at]);
                    known.Add(history.Items[at]);
                }
            }

            starts[user + 1] = items.Count;
            next[user] = [.. history.Items.ToArray().Where((item, at) => isNext[at] && known.Add(item)).Order()];
        }

        var past = new Histories(data.ItemCount, starts, [.. items], [.. weights], [.. times]) { HasTimes = data.HasTimes };
        return new PastAndNext(data.Descriptions is null ? past : past.Describe(OnOffer(data, instant)), next, instant is not null);
    }

    /// <summary>
    /// Descriptions of what could be had at the cut. An item that nobody ever had and of which nobody knows since when it is there may have
    /// come yesterday: that it was never chosen says nothing, and it must not teach that new items are not wanted.
    /// </summary>
    private static ItemDescription?[] OnOffer(Histories data, long? instant)
    {
        var isTouched = new bool[data.ItemCount];
        for (var user = 0; user < data.UserCount; user++)
        {
            foreach (var item in data[user].Items)
            {
                isTouched[item] = true;
            }
        }

        return
        [
            .. (data.Descriptions ?? []).Select(
                (item, at) => isTouched[at] || (item?.CreatedAt is { } created && created < (instant ?? long.MaxValue)) ? item : null
            ),
        ];
    }

    /// <summary>All events with one item go one way; something stays in the past.</summary>
    private static bool[] HashedFifth(ReadOnlySpan<int> items, int user, ulong seed)
    {
        var own = SplitMix64.At(seed, (ulong)user);
        var isNext = Array.ConvertAll(items.ToArray(), item => SplitMix64.At(own, (ulong)item) % 5 == 0);
        return isNext.Contains(false) ? isNext : new bool[isNext.Length];
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
