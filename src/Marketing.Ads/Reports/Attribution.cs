namespace Marketing.Ads.Reports;

/// <summary>What one customer saw on the way to a sale, or to none.</summary>
/// <param name="Touches">In order; at least one.</param>
/// <param name="Value">What the sale was worth; null: there was none.</param>
internal sealed record TouchPath(IReadOnlyList<string> Touches, double? Value);

/// <summary>Credit for sales, by three rules side by side: none of them proves what an ad caused, which is what the control groups are for.</summary>
/// <param name="Key">Campaign, ad, placement or channel.</param>
/// <param name="LastTouch">Value of the sales that it was seen last before.</param>
/// <param name="PositionBased">40 % to the first, 40 % to the last, 20 % shared by those between.</param>
/// <param name="MarkovRemoval">Shares by how many sales a first-order chain of the paths loses without it (Anderl et al. 2016).</param>
internal sealed record AttributedValue(string Key, double LastTouch, double PositionBased, double MarkovRemoval);

internal static class Attribution
{
    private const int MostRounds = 10_000;
    private const double Settled = 1e-12;

    public static IReadOnlyList<AttributedValue> Of(IReadOnlyList<TouchPath> paths)
    {
        string[] keys = [.. paths.SelectMany(path => path.Touches).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        var last = keys.ToDictionary(key => key, _ => 0.0, StringComparer.Ordinal);
        var position = keys.ToDictionary(key => key, _ => 0.0, StringComparer.Ordinal);
        foreach (var path in paths.Where(path => path.Value is not null))
        {
            var value = path.Value ?? 0;
            last[path.Touches[^1]] += value;
            for (var at = 0; at < path.Touches.Count; at++)
            {
                position[path.Touches[at]] += value * PositionShare(at, path.Touches.Count);
            }
        }

        var removal = RemovalShares(paths, keys);
        var total = paths.Sum(path => path.Value ?? 0);
        return [.. keys.Select((key, at) => new AttributedValue(key, last[key], position[key], total * removal[at]))];
    }

    /// <summary>40-20-40; one touch has all, two have half each.</summary>
    internal static double PositionShare(int at, int count) =>
        count switch
        {
            1 => 1,
            2 => .5,
            _ => at == 0 || at == count - 1 ? .4 : .2 / (count - 2),
        };

    /// <summary>Each key's share of the sum of removal effects, 1 − P(sale without it) / P(sale).</summary>
    private static double[] RemovalShares(IReadOnlyList<TouchPath> paths, string[] keys)
    {
        // States: keys, then the start. What leaves to nowhere is "no sale".
        var index = keys.Select((key, at) => (key, at)).ToDictionary(pair => pair.key, pair => pair.at, StringComparer.Ordinal);
        var (start, count) = (keys.Length, keys.Length + 1);
        var (moves, sales, leaves) = (new double[count, count], new double[count], new double[count]);
        foreach (var path in paths)
        {
            var from = start;
            foreach (var touch in path.Touches)
            {
                moves[from, index[touch]]++;
                leaves[from]++;
                from = index[touch];
            }

            sales[from] += path.Value is null ? 0 : 1;
            leaves[from]++;
        }

        var with = SaleChance(moves, sales, leaves, start, removed: -1);
        var effects = keys.Select((_, at) => with > 0 ? Math.Max(0, 1 - (SaleChance(moves, sales, leaves, start, at) / with)) : 0)
            .ToArray();
        var sum = effects.Sum();
        return sum > 0 ? [.. effects.Select(effect => effect / sum)] : effects;
    }

    /// <summary>P(sale from the start) with one state leading nowhere: the least solution of x = s + Mx, by repetition.</summary>
    private static double SaleChance(double[,] moves, double[] sales, double[] leaves, int start, int removed)
    {
        var (chance, next) = (new double[leaves.Length], new double[leaves.Length]);
        for (var round = 0; round < MostRounds; round++)
        {
            var change = 0.0;
            for (var from = 0; from < leaves.Length; from++)
            {
                var sum = 0.0;
                if (from != removed && leaves[from] > 0)
                {
                    sum = sales[from];
                    for (var to = 0; to < start; to++)
                    {
                        sum += to == removed ? 0 : moves[from, to] * chance[to];
                    }

                    sum /= leaves[from];
                }

                change = Math.Max(change, Math.Abs(sum - chance[from]));
                next[from] = sum;
            }

            (chance, next) = (next, chance);
            if (change < Settled)
            {
                break;
            }
        }

        return chance[start];
    }
}
