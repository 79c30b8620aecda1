using System.ComponentModel.DataAnnotations;

namespace Marketing.Recommendations;

/// <summary>The settings under <c>Recommendations:</c>.</summary>
public sealed class RecommendationsOptions
{
    /// <summary>How much one event of each type says about taste.</summary>
    public EventWeights Weights { get; init; } = new();

    /// <summary>Days after which one event of each type says half as much.</summary>
    public EventHalfLives HalfLife { get; init; } = new();

    /// <summary>The best grade that a rating can give: a rating weighs <c>Weights:Rating</c> × grade ÷ this.</summary>
    [Range(1, 1000)]
    public double RatingScale { get; init; } = 5;

    /// <summary>
    /// Days after which a bought or rated item may be recommended again, by category path; <c>*</c> stands for every other category.
    /// The deepest named category counts. Absent: never.
    /// </summary>
    public Dictionary<string, int> RepeatAfter { get; init; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>True lets items that were looked at, but not bought, compete for the first places; else they follow the items not seen yet.</summary>
    public bool RepeatViewed { get; init; }

    /// <summary>Interactions below which no model is trained.</summary>
    [Range(1, 1_000_000_000)]
    public int MinimumInteractions { get; init; } = 100;

    /// <summary>Users below which no model is trained.</summary>
    [Range(2, 1_000_000_000)]
    public int MinimumUsers { get; init; } = 10;

    /// <summary>Days between the first and the newest event below which no model is trained: what one day bought says little of the next. 0 asks for nothing.</summary>
    [Range(0, 3650)]
    public double MinimumDays { get; init; } = 1;

    /// <summary>Users that candidates are judged on, at most; more are drawn by hash. Cost: one scoring of all items a user.</summary>
    [Range(10, 1_000_000)]
    public int EvaluationUsers { get; init; } = 10_000;

    /// <summary>A model whose lists together show a smaller share of the items that they could show is refused; 0 asks for nothing.</summary>
    [Range(0, 1)]
    public double MinimumCoverage { get; init; } = 0.02;

    /// <summary>
    /// A model is refused whose lists hold better-known items than this many bits: the mean of −log₂ of an item's subjects over those of the
    /// best-known item. 0 asks for nothing.
    /// </summary>
    [Range(0, 64)]
    public double MinimumNovelty { get; init; }

    /// <summary>A model is refused that never shows the categories of more than the rest of what customers went on to; 0 asks for nothing.</summary>
    [Range(0, 1)]
    public double MinimumCategoryReach { get; init; } = 0.5;

    /// <summary>Events of a user that are kept in the model and read live. Memory: 17 bytes an event.</summary>
    [Range(10, 10_000)]
    public int HistoryLength { get; init; } = 200;

    /// <summary>Neighbours of an item that are kept for <c>similar</c> and <c>bought-together</c>. Memory: 8 bytes a neighbour.</summary>
    [Range(1, 1000)]
    public int ItemNeighbours { get; init; } = 50;

    /// <summary>Baskets that must hold both items before they count as bought together.</summary>
    [Range(1, 1_000_000)]
    public int MinimumBaskets { get; init; } = 3;

    /// <summary>Subjects whose live history and answers are kept in memory. Memory: about 20 KiB a subject with answers.</summary>
    [Range(1, 10_000_000)]
    public int CachedSubjects { get; init; } = 20_000;

    /// <summary>Seconds that an answer may come from the cache when nothing has changed.</summary>
    [Range(0, 3600)]
    public int CacheSeconds { get; init; } = 60;

    /// <summary>Whether items that often come back, have poor grades, or are nearly sold out lose a part of their score (half at most).</summary>
    public bool LowerByRecord { get; init; } = true;

    /// <summary>Units in stock at or below which an item is nearly sold out; 0: never.</summary>
    [Range(0, 1_000_000)]
    public int LowStock { get; init; } = 2;

    /// <summary>Milliseconds that an answer waits for the database to say what the subject did; then it rests on what the replica remembers (degraded).</summary>
    [Range(1, 10_000)]
    public int ReadMilliseconds { get; init; } = 250;

    /// <summary>Answers that wait for the log at most; more are dropped and counted.</summary>
    [Range(1, 10_000_000)]
    public int LogQueue { get; init; } = 20_000;

    /// <summary>Worker threads of training and evaluation; 0: one a processor.</summary>
    [Range(0, 1024)]
    public int Threads { get; init; }

    /// <summary>Every random choice of training derives from it.</summary>
    [Range(0, 9_007_199_254_740_991)]
    public long Seed { get; init; } = 1;
}

/// <summary>Weights by event type; 0 leaves the type out.</summary>
public sealed class EventWeights
{
    /// <summary>A product page was looked at.</summary>
    [Range(0, 1000)]
    public double View { get; init; } = 1;

    /// <summary>A recommendation or an ad was clicked.</summary>
    [Range(0, 1000)]
    public double Click { get; init; } = 1;

    /// <summary>A product was put into the cart.</summary>
    [Range(0, 1000)]
    public double Cart { get; init; } = 3;

    /// <summary>A product was bought. A return takes it back.</summary>
    [Range(0, 1000)]
    public double Purchase { get; init; } = 5;

    /// <summary>The best grade; lower grades weigh in proportion, the lowest at least a tenth.</summary>
    [Range(0, 1000)]
    public double Rating { get; init; } = 5;

    /// <summary>A review; with a grade it weighs in proportion like a rating.</summary>
    [Range(0, 1000)]
    public double Review { get; init; } = 5;
}

/// <summary>Half-lives by event type, in days; 0: the type does not age.</summary>
public sealed class EventHalfLives
{
    /// <summary>Of a view.</summary>
    [Range(0, 100_000)]
    public double View { get; init; } = 60;

    /// <summary>Of a click.</summary>
    [Range(0, 100_000)]
    public double Click { get; init; } = 60;

    /// <summary>Of a cart.</summary>
    [Range(0, 100_000)]
    public double Cart { get; init; } = 90;

    /// <summary>Of a purchase.</summary>
    [Range(0, 100_000)]
    public double Purchase { get; init; } = 365;

    /// <summary>Of a rating.</summary>
    [Range(0, 100_000)]
    public double Rating { get; init; } = 730;

    /// <summary>Of a review.</summary>
    [Range(0, 100_000)]
    public double Review { get; init; } = 730;
}
