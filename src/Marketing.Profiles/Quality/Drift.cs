namespace Marketing.Profiles.Quality;

/// <summary>Population stability index: how far a distribution has moved.</summary>
internal static class Drift
{
    /// <summary>Events that a week needs before its mix says anything.</summary>
    public const int Fewest = 100;

    private const double Moved = .1;
    private const double Changed = .25;

    /// <summary>Σ (p − q) · ln(p ÷ q), where p and q are the shares of a class in both weeks with half an event added to each class.</summary>
    /// <param name="of">What the classes are of.</param>
    /// <param name="classes">Counts of each class: now, and a week before.</param>
    public static DriftFigure Of(string of, IReadOnlyCollection<(string Class, long Now, long Before)> classes)
    {
        var (now, before) = (classes.Sum(c => c.Now), classes.Sum(c => c.Before));
        if (now < Fewest || before < Fewest)
        {
            return new DriftFigure(of, null, "too few", null);
        }

        var parts = classes
            .Select(c =>
            {
                var p = (c.Now + .5) / (now + (.5 * classes.Count));
                var q = (c.Before + .5) / (before + (.5 * classes.Count));
                return (c.Class, Part: (p - q) * Math.Log(p / q));
            })
            .OrderByDescending(c => c.Part)
            .ThenBy(c => c.Class, StringComparer.Ordinal)
            .ToList();
        var psi = parts.Sum(c => c.Part);
        return new DriftFigure(
            of,
            psi,
            psi < Moved ? "steady"
                : psi < Changed ? "moved"
                : "changed",
            parts[0].Class
        );
    }
}
