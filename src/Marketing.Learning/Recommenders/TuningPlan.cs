namespace Marketing.Learning.Recommenders;

/// <summary>
/// Which settings are tried within a time: told from counts and one reference speed before the first try, because a search that a clock cuts off
/// would end elsewhere on every machine. The clock stays as what holds a machine far slower than the reference.
/// </summary>
public static class TuningPlan
{
    /// <summary>Operations a second of one core in matrix products, half of what an idle one makes: other threads are reserve.</summary>
    internal const double ReferenceSpeed = 40e9;

    // A product with 64 factors, and the item's place in the list.
    private const double OfAJudgedItem = 200;
    private const int FewestEpochs = 3;
    private const string Epochs = "Epochs";

    /// <summary>Tries that fit together, in the order of the grid: what is too dear is passed over, what comes after it is not.</summary>
    /// <param name="trainer">The algorithm.</param>
    /// <param name="data">What every try learns from.</param>
    /// <param name="grid">Settings in the order in which to try them.</param>
    /// <param name="judges">Users whose lists are made to judge a try.</param>
    /// <param name="budget">For all tries together; null unbounded.</param>
    /// <returns>One at least: where none fits, the cheapest, with fewer epochs (never below three) where it has epochs. All of an algorithm that counts no operations.</returns>
    public static IReadOnlyList<IReadOnlyDictionary<string, double>> Of(
        IRecommenderTrainer trainer,
        Histories data,
        IReadOnlyList<IReadOnlyDictionary<string, double>> grid,
        int judges,
        TimeSpan? budget
    )
    {
        ArgumentNullException.ThrowIfNull(trainer);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(grid);
        if (budget is not { } time || grid.Count == 0 || trainer.Operations(data, grid[0]) is null)
        {
            return grid;
        }

        var left = Math.Max(1, time.TotalSeconds) * ReferenceSpeed;
        var judging = OfAJudgedItem * judges * data.ItemCount;
        var planned = new List<IReadOnlyDictionary<string, double>>();
        foreach (var entry in grid)
        {
            var operations = OperationsOf(entry) + judging;
            if (operations <= left)
            {
                left -= operations;
                planned.Add(entry);
            }
        }

        return planned.Count > 0 ? planned : [Shortened(grid.MinBy(OperationsOf) ?? grid[0])];

        double OperationsOf(IReadOnlyDictionary<string, double> entry) => trainer.Operations(data, entry) ?? 0;

        IReadOnlyDictionary<string, double> Shortened(IReadOnlyDictionary<string, double> entry)
        {
            var all = Setting.Resolve(trainer.Algorithm, trainer.Settings, entry);
            if (!all.TryGetValue(Epochs, out var epochs))
            {
                return entry;
            }

            var fitting = Math.Floor((left - judging) / (OperationsOf(entry) / epochs));
            return new Dictionary<string, double>(entry) { [Epochs] = Math.Clamp(fitting, Math.Min(FewestEpochs, epochs), epochs) };
        }
    }
}
