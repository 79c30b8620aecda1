using Marketing.Learning.Clicks;

namespace Marketing.Profiles.Model;

/// <summary>
/// Where, or when, a customer's next act will be: the customer's own counts drawn towards the shop's shares, and the chance of the likeliest calibrated on
/// customers held out.
/// </summary>
/// <param name="Names">Hours or channels.</param>
/// <param name="Shares">The shop's. Shape as <paramref name="Names"/>, sum 1.</param>
/// <param name="Strength">Acts of the customer that weigh as much as the shop's shares.</param>
/// <param name="Calibration">From the likeliest one's share to the chance that it comes true.</param>
internal sealed record Habit(IReadOnlyList<string> Names, double[] Shares, double Strength, IsotonicCalibration Calibration)
{
    private const int Fewest = 100;
    private static readonly double[] Strengths = [1, 2, 5, 10, 20, 50, 100];

    /// <summary>Fits; null where too few acts tell.</summary>
    /// <param name="names">Hours or channels.</param>
    /// <param name="customers">Counts until an instant, and those after it. Shape as <paramref name="names"/> each.</param>
    public static Habit? Fit(IReadOnlyList<string> names, IReadOnlyList<(int[] Before, int[] After)> customers)
    {
        var sums = names.Select((_, at) => customers.Sum(c => (double)c.Before[at])).ToArray();
        var told = customers.Where(c => c.After.Sum() > 0).ToArray();
        if (names.Count < 2 || told.Length < Fewest || sums.Sum() <= 0)
        {
            return null;
        }

        double[] shares = [.. sums.Select(sum => (sum + 1) / (sums.Sum() + names.Count))];
        var best = Strengths
            .Select(strength => new Habit(names, shares, strength, IsotonicCalibration.None))
            .MaxBy(habit => habit.LogLikelihood(told));
        if (best is null)
        {
            return null;
        }

        var guesses = told.Select(c => best.Best(c.Before)).ToArray();
        return best with
        {
            Calibration = IsotonicCalibration.Fit(
                guesses.Select(guess => guess.Chance).ToArray(),
                told.Select((c, at) => IsRight(guesses[at].At, c.After)).ToArray(),
                priorRows: 20
            ),
        };
    }

    /// <summary>The likeliest one, and the chance that the next act is there.</summary>
    public (int At, double Chance) Best(IReadOnlyList<int> counts) =>
        Best(counts, _ => true) is ({ } at, var chance) ? (at, chance) : (0, 0);

    /// <summary>The likeliest of those allowed; null where none is.</summary>
    public (int? At, double Chance) Best(IReadOnlyList<int> counts, Func<int, bool> allowed)
    {
        var all = counts.Sum() + Strength;
        (int? At, double Share) best = (null, double.NegativeInfinity);
        for (var i = 0; i < Names.Count; i++)
        {
            var share = (counts[i] + (Strength * Shares[i])) / all;
            best = share > best.Share && allowed(i) ? (i, share) : best;
        }

        return (best.At, best.At is null ? 0 : Calibration.Apply(best.Share));
    }

    /// <summary>Whether the guess was right: the one with the most of the later acts.</summary>
    public static bool IsRight(int guess, int[] after) => after[guess] > 0 && after[guess] == after.Max();

    private double LogLikelihood((int[] Before, int[] After)[] customers) =>
        customers.Sum(c =>
        {
            var all = c.Before.Sum() + Strength;
            return c.After.Select((count, at) => count == 0 ? 0 : count * Math.Log((c.Before[at] + (Strength * Shares[at])) / all)).Sum();
        });
}
