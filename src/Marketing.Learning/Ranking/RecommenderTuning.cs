using Marketing.Learning.Recommenders;

namespace Marketing.Learning.Ranking;

/// <summary>
/// Chooses an algorithm's settings by NDCG at k on held-out users. The budget (<see cref="TrainingControl.IsLate"/>) ends the search, never changes
/// a trial.
/// </summary>
public static class RecommenderTuning
{
    /// <summary>Tries settings one after the other.</summary>
    /// <param name="trainer">The algorithm.</param>
    /// <param name="histories">What to learn from: the split's training part, described or not.</param>
    /// <param name="split">What to find: a part of the training data alone.</param>
    /// <param name="grid">Settings to try; of equal ones the first wins.</param>
    /// <param name="options">Cut-off and the rest.</param>
    /// <param name="control">Seed, threads, cancellation; progress is told over the whole grid.</param>
    /// <exception cref="ArgumentException">The grid is empty, or a setting is unknown or out of range.</exception>
    public static TuningResult Tune(
        IRecommenderTrainer trainer,
        Histories histories,
        HeldOutSplit split,
        IReadOnlyList<IReadOnlyDictionary<string, double>> grid,
        RankingOptions options,
        TrainingControl control
    )
    {
        ArgumentNullException.ThrowIfNull(trainer);
        ArgumentNullException.ThrowIfNull(split);
        ArgumentNullException.ThrowIfNull(grid);
        ArgumentNullException.ThrowIfNull(control);
        if (grid.Count == 0)
        {
            throw new ArgumentException("There is nothing to try.", nameof(grid));
        }

        ArgumentNullException.ThrowIfNull(histories);
        var trials = new List<TuningTrial>();
        foreach (var entry in grid)
        {
            var settings = Setting.Resolve(trainer.Algorithm, trainer.Settings, entry);
            var done = trials.Count;
            var step = control with { Progress = share => control.Progress?.Invoke((done + share) / grid.Count) };
            var model = trainer.Train(histories, settings, step);
            var result = RankingEvaluation.Evaluate(model, split.Histories, split.Users, options, control.Cancel);
            trials.Add(new TuningTrial(settings, result.PerUser(metrics => metrics.Ndcg)));
            if (control.IsLate?.Invoke() == true)
            {
                break;
            }
        }

        return new TuningResult(trials, trials.MaxBy(trial => trial.Ndcg.Mean) ?? trials[0]);
    }
}

/// <summary>One setting that was tried.</summary>
/// <param name="Settings">Every setting of the algorithm.</param>
/// <param name="PerUser">NDCG at k of each held-out user.</param>
public sealed record TuningTrial(IReadOnlyDictionary<string, double> Settings, double[] PerUser)
{
    /// <summary>Mean NDCG at k.</summary>
    public Estimate Ndcg { get; } = Estimate.Of(PerUser);
}

/// <summary>What was tried, and the best of it.</summary>
/// <param name="Trials">In the order of the grid.</param>
/// <param name="Best">The trial with the highest mean.</param>
public sealed record TuningResult(IReadOnlyList<TuningTrial> Trials, TuningTrial Best);
