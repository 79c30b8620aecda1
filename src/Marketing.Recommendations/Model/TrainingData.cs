using Marketing.Learning.Recommenders;
using Marketing.Recommendations.Interactions;

namespace Marketing.Recommendations.Model;

/// <summary>What all candidates of one run share: the interactions, the splits, and the histories in the shapes that they learn from.</summary>
internal sealed class TrainingData
{
    private const int TuningUsers = 2000;

    // Names of EVALUATION: these compare users with users or give each user a row of its own, and a nameless session of two clicks is
    // no user. The others relate items to items and learn from sessions as well.
    private static readonly HashSet<string> UserModels = new(StringComparer.Ordinal) { "user-cosine", "user-pearson", "als" };

    private readonly HistoryBuilder _histories;
    private readonly Dictionary<(HistoryKind Kind, long Before, int Subjects), WeakReference<Histories>> _built = [];
    private readonly Lazy<TimeSplit?> _tuning;

    private readonly IReadOnlyDictionary<string, ItemDescription>? _catalogue;

    public TrainingData(
        SubjectInteractions table,
        TimeSplit split,
        RecommendationsOptions options,
        IReadOnlyDictionary<string, ItemDescription>? catalogue = null
    )
    {
        (Table, Split, Options, _catalogue) = (table, split, options, catalogue);
        ItemIds = catalogue is null ? table.ItemIds : [.. table.ItemIds, .. Arrivals.Of(table.ItemIds, catalogue)];
        Weights = new InteractionWeights(options);
        _histories = new HistoryBuilder(Weights);
        _tuning = new Lazy<TimeSplit?>(() => TimeSplit.Find(table, split.At, options, TuningUsers));
        RatingsCount = UsersWithGrades(table) * 2 >= table.UserCount;
    }

    public SubjectInteractions Table { get; }

    public TimeSplit Split { get; }

    public RecommendationsOptions Options { get; }

    public InteractionWeights Weights { get; }

    /// <summary>Ids of the items with events, then of the catalogue's <see cref="Arrivals"/>.</summary>
    public string[] ItemIds { get; }

    /// <summary>A second split inside the part that is learned from; null when it leaves nobody to judge.</summary>
    public TimeSplit? Tuning => _tuning.Value;

    /// <summary>True when at least half of the users have graded two items or more: correlations of ratings then stand on ratings.</summary>
    public bool RatingsCount { get; }

    public int Threads => Options.Threads > 0 ? Options.Threads : Environment.ProcessorCount;

    /// <summary>What an algorithm's histories are made of.</summary>
    public HistoryKind KindFor(string algorithm) =>
        string.Equals(algorithm, "user-pearson", StringComparison.Ordinal) && RatingsCount ? HistoryKind.Ratings : HistoryKind.Events;

    /// <summary>Histories that an algorithm is trained on.</summary>
    /// <param name="algorithm">Its name.</param>
    /// <param name="before">Unix seconds; long.MaxValue for all of it.</param>
    public Histories ToLearnFrom(string algorithm, long before) =>
        Get(KindFor(algorithm), before, UserModels.Contains(algorithm) ? Table.UserCount : Table.SubjectIds.Length);

    /// <summary>What a trainer learns from: with descriptions when it looks at them.</summary>
    /// <param name="trainer">The trainer.</param>
    /// <param name="before">Unix seconds; long.MaxValue for all of it, the items that nobody has touched yet included.</param>
    public Histories ToLearnFrom(IRecommenderTrainer trainer, long before)
    {
        var histories = ToLearnFrom(trainer.Algorithm, before);
        if (!trainer.LearnsFromDescriptions || _catalogue is not { } catalogue)
        {
            return histories;
        }

        var items = before == long.MaxValue ? ItemIds.Length : histories.ItemCount;
        return histories.Describe([.. ItemIds.Take(items).Select(catalogue.GetValueOrDefault)]);
    }

    /// <summary>What the served model keeps of the descriptions of its items; null without a catalogue.</summary>
    /// <param name="items">Items of the model.</param>
    public IReadOnlyList<ItemDescription?>? ToServe(int items) =>
        _catalogue is { } catalogue
            ? [.. ItemIds.Take(items).Select(id => catalogue.GetValueOrDefault(id) is { } item ? ItemDescriptions.InMemory(item) : null)]
            : null;

    /// <summary>First part of the category path at each item index; null unknown. Shape [items].</summary>
    public IReadOnlyList<string?> TopCategories() =>
        [.. Table.ItemIds.Select(id => _catalogue?.GetValueOrDefault(id)?.Category?.Split('>', 2)[0].Trim())];

    /// <summary>How many subjects touched each item before the split. Shape [items known then].</summary>
    public int[] SubjectsOf()
    {
        var subjects = new int[Table.ItemsBefore(Split.At)];
        var counted = new int[subjects.Length];
        for (var subject = 0; subject < Table.SubjectIds.Length; subject++)
        {
            foreach (var row in Table.Before(subject, Split.At))
            {
                if (counted[row.Item] != subject + 1)
                {
                    counted[row.Item] = subject + 1;
                    subjects[row.Item]++;
                }
            }
        }

        return subjects;
    }

    // Weakly held: candidates come one after the other and mostly want the same, but a run over 20 million interactions must not keep six copies.
    private Histories Get(HistoryKind kind, long before, int subjects)
    {
        lock (_built)
        {
            if (_built.TryGetValue((kind, before, subjects), out var weak) && weak.TryGetTarget(out var known))
            {
                return known;
            }

            var built = _histories.Build(Table, kind, before, subjects);
            _built[(kind, before, subjects)] = new WeakReference<Histories>(built);
            return built;
        }
    }

    private static int UsersWithGrades(SubjectInteractions table)
    {
        var users = 0;
        for (var user = 0; user < table.UserCount; user++)
        {
            var grades = 0;
            foreach (var row in table[user])
            {
                grades += row.Type is Store.EventType.Rating or Store.EventType.Review && row.Value > 0 ? 1 : 0;
            }

            users += grades >= 2 ? 1 : 0;
        }

        return users;
    }
}
