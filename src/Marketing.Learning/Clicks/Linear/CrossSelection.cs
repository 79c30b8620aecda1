using System.Runtime.InteropServices;

namespace Marketing.Learning.Clicks.Linear;

/// <summary>
/// Which pairs of fields interact: of a model without crosses, the residuals y − p summed by pair of values. Were there no interaction, each
/// cell's (Σ(y − p))²/Σ p(1 − p) would be 1 in the mean (a score test), so a pair's gain is the sum less the number of its cells.
/// </summary>
internal static class CrossSelection
{
    private const int MostRows = 100_000;
    private const int CellBits = 18;

    /// <summary>At most <c>Crosses</c> pairs, the largest gain first; a pair that gains no more than chance does is left out.</summary>
    public static (int A, int B)[] Choose(ClickTable data, FtrlSettings settings, TrainingControl control)
    {
        var sample = data.Rows <= MostRows ? data : data.Where(row => row >= data.Rows - MostRows);
        var pass = new FtrlPass(sample, settings, [], []);
        pass.Run(static _ => true);
        pass.Predict(static _ => true);
        var fields = Telling(sample);
        var gains = new List<(double Gain, int A, int B)>();
        for (var a = 0; a < fields.Count; a++)
        {
            control.Cancel.ThrowIfCancellationRequested();
            for (var b = a + 1; b < fields.Count; b++)
            {
                gains.Add((Gain(sample, pass.Predicted, fields[a], fields[b]), fields[a], fields[b]));
            }
        }

        return
        [
            .. gains
                .Where(pair => pair.Gain > 0)
                .OrderByDescending(pair => pair.Gain)
                .ThenBy(pair => pair.A)
                .ThenBy(pair => pair.B)
                .Take(settings.Crosses)
                .Select(pair => (pair.A, pair.B)),
        ];
    }

    // A field of one value says nothing in a cross, and one that parts the rows as an earlier field does (campaigns of one ad each) says it twice: either would take the
    // place of another cross, and as weights count as independent, each copy adds to how unsure the model seems to be: the policy then tries too much.
    private static List<int> Telling(ClickTable data)
    {
        List<int> telling = [];
        HashSet<ulong> seen = [];
        for (var field = 0; field < data.Fields; field++)
        {
            var (values, parts) = (new Dictionary<uint, int>(), 0UL);
            for (var row = 0; row < data.Rows; row++)
            {
                ref var value = ref CollectionsMarshal.GetValueRefOrAddDefault(values, data.Tokens(row)[field], out var isKnown);
                value = isKnown ? value : values.Count;
                parts = SplitMix64.Mix(parts ^ (ulong)value);
            }

            if (values.Count > 1 && seen.Add(parts))
            {
                telling.Add(field);
            }
        }

        return telling;
    }

    private static double Gain(ClickTable data, ReadOnlySpan<double> predicted, int a, int b)
    {
        var (residuals, information) = (new double[1 << CellBits], new double[1 << CellBits]);
        for (var row = 0; row < data.Rows; row++)
        {
            var tokens = data.Tokens(row);
            var cell = SplitMix64.Mix(((ulong)tokens[a] << 32) | tokens[b]) >> (64 - CellBits);
            residuals[cell] += (data.Clicked(row) ? 1 : 0) - predicted[row];
            information[cell] += predicted[row] * (1 - predicted[row]);
        }

        var (gain, cells) = (0.0, 0);
        for (var cell = 0; cell < residuals.Length; cell++)
        {
            if (information[cell] > 0)
            {
                // One weight's worth of prior: a cell of a single row says nothing that could be learnt.
                gain += residuals[cell] * residuals[cell] / (information[cell] + 1) * information[cell] / (information[cell] + 1);
                gain -= information[cell] / (information[cell] + 1) * (information[cell] / (information[cell] + 1));
                cells++;
            }
        }

        return gain - (2 * Math.Sqrt(2.0 * cells));
    }
}
