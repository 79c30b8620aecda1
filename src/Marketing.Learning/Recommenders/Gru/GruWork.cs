namespace Marketing.Learning.Recommenders.Gru;

/// <summary>
/// How much a recurrent network may learn within a time: told from counts and one reference speed before it starts, because what a clock cuts off
/// would be another model on every machine.
/// </summary>
/// <param name="items">Items of the catalogue.</param>
/// <param name="negatives">Items drawn a batch.</param>
/// <param name="size">Length of a vector.</param>
/// <param name="units">Length of the state.</param>
/// <param name="memory">Newest events whose followers count.</param>
internal sealed class GruWork(int items, int negatives, int size, int units, int memory)
{
    /// <summary>Operations a second of one core, as a busy server was found to make: other threads are reserve.</summary>
    private const double ReferenceSpeed = 25e9;

    // Judging the held-out events after every epoch and with every trust.
    private const double JudgingShare = .2;
    private const int MostJudges = 2000;
    private const int FewestJudges = 100;
    private const int FewestEpochs = 3;

    /// <summary>Operations that one event takes, forward and backward.</summary>
    public double OfEvent
    {
        get
        {
            var candidates = Math.Min(items, (double)negatives + GruTraining.BatchEvents);
            var products = (6.0 * candidates * size) + (18.0 * units * (size + units)) + (6.0 * units * size);
            // Softmax, memory and its logarithm pass over the candidates; the memory once a step and back.
            return products + (candidates * (60 + (6.0 * memory)));
        }
    }

    /// <summary>Users whose last events are held out at most: fewer where ranking the catalogue for them takes long.</summary>
    /// <param name="epochs">How often the vectors are compared.</param>
    /// <param name="budget">Time; null unbounded.</param>
    public int MostHeldOut(int epochs, TimeSpan? budget)
    {
        var ranking = (epochs + 1.0) * items * ((2.0 * size) + 100);
        return budget is { } time
            ? (int)Math.Clamp(JudgingShare * Math.Max(1, time.TotalSeconds) * ReferenceSpeed / ranking, FewestJudges, MostJudges)
            : MostJudges;
    }

    /// <summary>Epochs and events an epoch that fit: fewer epochs first, since each of them sees all; below three, fewer events.</summary>
    /// <param name="all">Events there are.</param>
    /// <param name="epochs">Epochs wanted.</param>
    /// <param name="most">Events × epochs at most; 0: by time alone.</param>
    /// <param name="budget">Time; null unbounded.</param>
    public (int Epochs, long Events) Share(long all, int epochs, double most, TimeSpan? budget)
    {
        var allowed =
            most > 0 ? most
            : budget is { } time ? (1 - JudgingShare) * Math.Max(1, time.TotalSeconds) * ReferenceSpeed / OfEvent
            : double.PositiveInfinity;
        if (allowed >= (double)all * epochs)
        {
            return (epochs, all);
        }

        var fewer = Math.Clamp((int)(allowed / all), Math.Min(FewestEpochs, epochs), epochs);
        return (fewer, Math.Max(1, (long)Math.Min(all, allowed / fewer)));
    }
}
