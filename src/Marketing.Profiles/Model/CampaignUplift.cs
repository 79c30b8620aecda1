using Marketing.Learning;
using Marketing.Learning.Customers.Uplift;

namespace Marketing.Profiles.Model;

/// <summary>Learns whom a campaign moves, by whichever algorithm finds them better among the customers held out.</summary>
internal static class CampaignUplift
{
    private const int Draws = 100;
    private const ulong Halves = 0x6861_6c76_6573;

    /// <summary>Judges on one half of the customers what was learned on the other.</summary>
    public static (string Algorithm, QiniResult Qini) Judge(UpliftRows rows, ulong seed, CancellationToken cancel)
    {
        bool[] learned =
        [
            .. Enumerable.Range(0, rows.Outcome.Length).Select(row => SplitMix64.Uniform(SplitMix64.At(seed, Halves), (ulong)row) < .5),
        ];
        var (train, test) = (Part(rows, learned, true), Part(rows, learned, false));
        return UpliftModel
            .All.OrderBy(algorithm => algorithm.Key, StringComparer.Ordinal)
            .Select(algorithm =>
            {
                var model = algorithm.Value(train, cancel);
                return (algorithm.Key, Qini.Judge([.. test.Features.Select(row => model.Predict(row))], test, seed, Draws));
            })
            .MaxBy(judged => judged.Item2.Coefficient);
    }

    /// <summary>Learns from everybody.</summary>
    public static UpliftModel Train(UpliftRows rows, string algorithm, CancellationToken cancel) =>
        UpliftModel.All[algorithm](rows, cancel);

    private static UpliftRows Part(UpliftRows rows, bool[] learned, bool which)
    {
        int[] part = [.. Enumerable.Range(0, learned.Length).Where(row => learned[row] == which)];
        return new UpliftRows(
            [.. part.Select(row => rows.Features[row])],
            [.. part.Select(row => rows.Treated[row])],
            [.. part.Select(row => rows.Outcome[row])]
        );
    }
}
