using Marketing.Learning.Clicks;

namespace Marketing.Learning.Tests.Clicks;

/// <summary>Click logs with a known truth.</summary>
internal static class SmallLogs
{
    public static ClickEncoding Encoding(params string[] names) => ClickEncoding.Learn([.. names.Select(name => new ClickField(name))]);

    /// <summary>Ad, placement and noise; ad and placement act on the log odds, and ad 0 is loved at placement 0 beyond that.</summary>
    public static (ClickTable Table, double[] Truth) Interacting(int rows, ulong seed = 1, double interaction = 1.5)
    {
        var table = new ClickTable(Encoding("ad", "placement", "noise"), rows);
        var truth = new double[rows];
        for (var row = 0; row < rows; row++)
        {
            int Draw(int purpose, int below) => (int)(SplitMix64.At(seed, ((ulong)row << 8) + (ulong)purpose) % (ulong)below);
            var (ad, placement, noise) = (Draw(0, 4), Draw(1, 3), Draw(2, 10));
            truth[row] = Logistic.Sigmoid(-1.5 + (.4 * ad) - (.5 * placement) + (ad == placement ? interaction : 0));
            table.Add(Tokens(ad, placement, noise), SplitMix64.Uniform(seed + 77, (ulong)row) < truth[row]);
        }

        return (table, truth);
    }

    public static uint[] Tokens(params int[] values) => [.. values.Select((value, field) => ClickEncoding.Token(field, $"v{value}"))];

    public static int[] Codes(IClickModel model, ReadOnlySpan<uint> tokens)
    {
        var codes = new int[tokens.Length];
        for (var field = 0; field < codes.Length; field++)
        {
            codes[field] = model.Code(field, tokens[field]);
        }

        return codes;
    }

    public static double[] Predict(IClickModel model, ClickTable table) =>
        [.. Enumerable.Range(0, table.Rows).Select(row => model.Predict(Codes(model, table.Tokens(row))).Probability)];

    public static TrainingControl Control(int threads = 1, ulong seed = 1, CancellationToken cancel = default) =>
        new(seed, threads, null, cancel);
}
