using System.Collections.Concurrent;
using Marketing.Recommendations.Answers;
using Marketing.Store;

namespace Marketing.Recommendations.Serving;

/// <summary>What distinguishes answers to one subject.</summary>
/// <param name="List">Which list.</param>
/// <param name="Request">Filters, length and offset.</param>
/// <param name="Language">Of the texts.</param>
/// <param name="SeenUpTo">From a cursor; −1 without one.</param>
/// <param name="Policy">By which rules: another object after each change.</param>
internal readonly record struct AnswerKey(string List, RankRequest Request, string? Language, long SeenUpTo, ListPolicy Policy);

/// <summary>An answer and what it was made from.</summary>
/// <param name="Answer">The answer.</param>
/// <param name="Rows">The events: another object means that the subject did something.</param>
internal sealed record KeptAnswer(PreparedAnswer Answer, IReadOnlyList<ActivityRow> Rows);

/// <summary>
/// Answers of the subjects asked for lately. Two generations: when the young one is full it becomes the old one and the old one goes; who is
/// asked for again moves back. Bounded without a list of ages.
/// </summary>
internal sealed class AnswerCache(RecommendationsOptions options)
{
    private const int MostAnswers = 32;
    private readonly Lock _turning = new();
    private volatile Generation _young = new();
    private volatile Generation _old = new();

    /// <summary>How long an answer may be kept: one from a shelf that is behind lacks what came back, so the next shelf makes it anew.</summary>
    public static int SecondsFor(Shelf shelf, RecommendationsOptions options) =>
        shelf.IsBehind ? Math.Min(1, options.CacheSeconds) : options.CacheSeconds;

    /// <summary>The answer kept under this key, valid or not.</summary>
    public KeptAnswer? Find(string subject, AnswerKey key) => Answers(subject)?.GetValueOrDefault(key);

    /// <summary>Keeps an answer.</summary>
    public void Keep(string subject, AnswerKey key, KeptAnswer answer)
    {
        if (options.CacheSeconds == 0)
        {
            return;
        }

        // Most subjects have one answer: no locks and no room for more than that.
        var answers = Answers(subject) ?? Put(subject, new ConcurrentDictionary<AnswerKey, KeptAnswer>(concurrencyLevel: 1, capacity: 1));
        if (answers.Count >= MostAnswers)
        {
            answers.Clear();
        }

        answers[key] = answer;
    }

    private ConcurrentDictionary<AnswerKey, KeptAnswer>? Answers(string subject)
    {
        if (_young.Subjects.TryGetValue(subject, out var young))
        {
            return young;
        }

        return _old.Subjects.TryRemove(subject, out var old) ? Put(subject, old) : null;
    }

    private ConcurrentDictionary<AnswerKey, KeptAnswer> Put(string subject, ConcurrentDictionary<AnswerKey, KeptAnswer> answers)
    {
        var young = _young;
        answers = young.Subjects.GetOrAdd(subject, answers);
        if (young.CountOne() > Math.Max(1, options.CachedSubjects / 2))
        {
            lock (_turning)
            {
                if (ReferenceEquals(_young, young))
                {
                    (_old, _young) = (young, new Generation());
                }
            }
        }

        return answers;
    }

    // A counter of its own: the dictionary's Count takes all its locks.
    private sealed class Generation
    {
        private int _count;

        public ConcurrentDictionary<string, ConcurrentDictionary<AnswerKey, KeptAnswer>> Subjects { get; } = new(StringComparer.Ordinal);

        public int CountOne() => Interlocked.Increment(ref _count);
    }
}
