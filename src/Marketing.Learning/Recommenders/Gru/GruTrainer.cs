using Marketing.Learning.Numerics;
using Marketing.Learning.Recommenders.Popular;
using Marketing.Learning.Recommenders.Sequences;

namespace Marketing.Learning.Recommenders.Gru;

/// <summary>
/// Trains <see cref="GruNetwork{T}"/> by softmax over the catalogue, and stops where the last events of some users, held out by hash, are found
/// best. How much work the time budget allows is told beforehand by <see cref="GruWork"/>.
/// </summary>
internal sealed class GruTrainer : IRecommenderTrainer
{
    private const double HeldOutShare = .05;

    private static readonly (double Vectors, double Biases)[] Trust =
    [
        .. from vectors in (double[])[1, .8, .6, .4, .2, 0] from biases in (double[])[1, .5, 0] select (vectors, biases),
    ];

    public string Algorithm => GruRecommender.Name;

    public string Engine => "built-in";

    public IReadOnlyList<Setting> Settings { get; } =
    [
        new("Epochs", 8, 1, 200, IsWhole: true, "Passes over the events at most; the one that does best on held-out events wins."),
        new("EmbeddingSize", 64, 1, GruRecommender.Largest, IsWhole: true, "Length of an item's vector."),
        new("Units", 64, 1, GruRecommender.Largest, IsWhole: true, "Length of the state."),
        new("Memory", 10, 1, 50, IsWhole: true, "Newest events whose followers count."),
        new("Window", 50, 1, 1000, IsWhole: true, "Newest events that are run through the network."),
        new(
            "Negatives",
            1024,
            1,
            1_000_000,
            IsWhole: true,
            "Items drawn a batch to compare with; as many as there are items: all of them."
        ),
        new("LearningRate", .003, 1e-6, 1, IsWhole: false, "Adam's first step length; falls to 0 in a straight line."),
        new("Dropout", .25, 0, .9, IsWhole: false, "Share of vectors and states left out in training."),
        new(
            "Budget",
            0,
            0,
            1e12,
            IsWhole: true,
            "Events × epochs at most; 0: what the time budget allows. Beyond it fewer epochs, then only the newest events."
        ),
    ];

    public IReadOnlyList<IReadOnlyDictionary<string, double>> Grid { get; } = [new Dictionary<string, double>()];

    public string? WhyNotApplicable(Histories data) => null;

    public long EstimatedBytes(Histories data)
    {
        ArgumentNullException.ThrowIfNull(data);
        // The vectors, their gradients, two moments, a copy of the best and one of the last try.
        var size = (int)Settings.Single(setting => setting.Name == "EmbeddingSize").Default;
        return TrainingBytes.Pairs(data, withValues: false)
            + TrainingBytes.Copy(data)
            + (2 * TrainingBytes.Steps(data, GruTraining.LongestGap))
            + TrainingBytes.Vectors(6L * data.ItemCount, size)
            + GruTraining.LaidOutBytes(data.ItemCount);
    }

    public IRecommender Train(Histories data, IReadOnlyDictionary<string, double> settings, TrainingControl control)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(control);
        var resolved = Setting.Resolve(Algorithm, Settings, settings);
        int Whole(string name) => (int)resolved[name];
        control.Cancel.ThrowIfCancellationRequested();
        var (size, units) = (Whole("EmbeddingSize"), Whole("Units"));
        var work = new GruWork(data.ItemCount, Whole("Negatives"), size, units, Whole("Memory"));
        var most = work.MostHeldOut(Whole("Epochs"), control.Budget);
        var (known, heldOut) = HeldOutEvents.Of(data, HeldOutShare, most, control.Seed);
        var all = GruTraining.WindowsOf(known, Whole("Window")).ToArray();
        var steps = all.Sum(window => (long)window.Length);
        var (epochs, events) = work.Share(steps, Whole("Epochs"), resolved["Budget"], control.Budget);
        var plan = new GruPlan(epochs, resolved["LearningRate"], resolved["Dropout"], Whole("Negatives"), Whole("Window"));
        var counts = Counts(known);
        var follows = TransitionsTrainer.Follows(known, GruTraining.LongestGap, control);
        var popular = PopularRecommender.Count(SparseRows.FromHistories(data, int.MaxValue, withValues: false).Transpose());
        var network = GruNetwork<float>.Start(data.ItemCount, size, units, Whole("Memory"), control.Seed);
        var windows = Newest(known, all, events);
        var learned = windows.Sum(window => (long)window.Length);
        var training = new GruTraining(network, known, follows, counts, windows, plan, control);
        var (best, bestRank, isLate) = (network, double.NegativeInfinity, false);
        for (var epoch = 0; epoch < plan.Epochs && windows.Length > 0 && !isLate; epoch++)
        {
            training.Epoch(epoch);
            isLate = epoch + 1 < plan.Epochs && control.IsLate?.Invoke() == true;
            var gain = heldOut.MeanGains(Serve(network), [(1, 1)], control)[0];
            (best, bestRank) = gain >= bestRank ? (network.Snapshot(), gain) : (best, bestRank);
            control.Tried?.Invoke(Epoch(epoch + 1, plan.Epochs, learned, steps, isLate, gain));
        }

        // The vectors know their training events by heart, the memory does not (it leaves a user's own steps out): how far they are trusted beside
        // each other is found on the held-out events.
        var (trained, gains) = (best, heldOut.MeanGains(Serve(best), Trust, control));
        for (var at = 0; at < Trust.Length; at++)
        {
            var (vectors, biases) = Trust[at];
            (best, bestRank) = gains[at] >= bestRank ? (trained.Scaled(vectors, biases), gains[at]) : (best, bestRank);
            var tried = new Dictionary<string, double> { ["TrustInVectors"] = vectors, ["TrustInBiases"] = biases };
            control.Tried?.Invoke(new InnerTrial(tried, gains[at]));
        }

        GruRecommender Serve(GruNetwork<float> weights) => new(weights, plan.Longest, follows, popular);

        // The held-out events stay unknown to the vectors, but who followed whom is counted again with them.
        return new GruRecommender(best, plan.Longest, TransitionsTrainer.Follows(data, GruTraining.LongestGap, control), popular);
    }

    /// <summary>What an epoch gave, and how much there was to learn from.</summary>
    private static InnerTrial Epoch(int epoch, int epochs, long learned, long steps, bool isLate, double gain)
    {
        var tried = new Dictionary<string, double>
        {
            ["Epoch"] = epoch,
            ["OfEpochs"] = epochs,
            ["Steps"] = learned,
            ["OfSteps"] = steps,
        };
        if (isLate)
        {
            // A machine far slower than the reference: what it learned is not what another would have.
            tried["StoppedByTheClock"] = 1;
        }

        return new InnerTrial(tried, gain);
    }

    private static int[] Counts(Histories data)
    {
        var counts = new int[data.ItemCount];
        for (var user = 0; user < data.UserCount; user++)
        {
            foreach (var item in data[user].Items)
            {
                counts[item]++;
            }
        }

        return counts;
    }

    /// <summary>The windows that end last, as many as the budget allows; in the order of the users.</summary>
    private static EventWindow[] Newest(Histories data, EventWindow[] all, long events)
    {
        var newest = all.OrderByDescending(window => data[window.User].Times[window.Start + window.Length]).ToArray();
        var kept = new HashSet<EventWindow>();
        foreach (var window in newest)
        {
            events -= window.Length;
            if (events < 0 && kept.Count > 0)
            {
                break;
            }

            kept.Add(window);
        }

        return Array.FindAll(all, kept.Contains);
    }
}
