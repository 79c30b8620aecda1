using System.ComponentModel.DataAnnotations;

namespace Marketing.Sentiment;

/// <summary>The settings under <c>Sentiment:</c>.</summary>
public sealed class SentimentOptions
{
    /// <summary>Stars from which a review is positive for training.</summary>
    [Range(-1_000_000, 1_000_000)]
    public double PositiveFrom { get; init; } = 4;

    /// <summary>Stars up to which a review is negative for training; between the two it is neutral.</summary>
    [Range(-1_000_000, 1_000_000)]
    public double NegativeTo { get; init; } = 2;

    /// <summary>Reviews with text and stars below which nothing is trained and the base model serves on.</summary>
    [Range(20, 1_000_000_000)]
    public int MinimumReviews { get; init; } = 200;

    /// <summary>Newest reviews that are learned from, at most. Memory: the texts, twice.</summary>
    [Range(1_000, 100_000_000)]
    public int MaximumReviews { get; init; } = 500_000;

    /// <summary>Passages of a text that an answer names as evidence, at most.</summary>
    [Range(0, 100)]
    public int EvidencePassages { get; init; } = 5;

    /// <summary>Reviews that one replica scores in one transaction.</summary>
    [Range(1, 10_000)]
    public int BatchReviews { get; init; } = 500;

    /// <summary>Seconds after which the scorer looks for new reviews even if no change was heard of.</summary>
    [Range(1, 60)]
    public int PollSeconds { get; init; } = 20;

    /// <summary>Minutes after which all reviews are compared with what is stored of them, and deleted ones leave the figures.</summary>
    [Range(1, 1440)]
    public int SweepMinutes { get; init; } = 10;

    /// <summary>Reviews that the shop's share weighs in a product's share: with so many of its own, half of it is its own.</summary>
    [Range(0, 10_000)]
    public double PriorReviews { get; init; } = 10;

    /// <summary>Jaccard similarity of the three-word sequences from which two reviews say the same.</summary>
    [Range(0.5, 1)]
    public double DuplicateSimilarity { get; init; } = 0.8;

    /// <summary>Words (Chinese: characters) below which only the same words by the same customer on the same product are a repetition: many mean it who write "very good".</summary>
    [Range(1, 1_000)]
    public int DuplicateWords { get; init; } = 8;

    /// <summary>Bound of the linear models' vocabulary: 2^bits features; n-grams that share one are one. Memory: 4 bytes each, 16 for <c>hybrid</c>; while training six times that.</summary>
    [Range(12, 24)]
    public int FeatureBits { get; init; } = 21;

    /// <summary>Terms that a category's list of aspects learns from its reviews, at most; 0: none.</summary>
    [Range(0, 100)]
    public int GrownTerms { get; init; } = 10;

    /// <summary>When a product's reviews have turned.</summary>
    public TurnOptions Turn { get; init; } = new();

    /// <summary>Worker threads of training; 0: one a processor.</summary>
    [Range(0, 1024)]
    public int Threads { get; init; }

    /// <summary>Every random choice of training derives from it.</summary>
    [Range(0, 9_007_199_254_740_991)]
    public long Seed { get; init; } = 1;
}

/// <summary>The settings under <c>Sentiment:Turn</c>.</summary>
public sealed class TurnOptions
{
    /// <summary>Newest reviews of a product that are looked at.</summary>
    [Range(10, 10_000)]
    public int Reviews { get; init; } = 200;

    /// <summary>Reviews that there must be on either side of the turn.</summary>
    [Range(2, 1_000)]
    public int LeastReviews { get; init; } = 5;

    /// <summary>Difference of the shares of positive feeling below which nobody is told.</summary>
    [Range(0.01, 1)]
    public double LeastDifference { get; init; } = 0.25;

    /// <summary>Probability of a turn this clear among reviews in random order, above which nobody is told. Cost: 5 ÷ this permutations of a product that may have turned.</summary>
    [Range(0.0001, 0.1)]
    public double Significance { get; init; } = 0.001;

    /// <summary>Days after which a turn is no news.</summary>
    [Range(1, 3650)]
    public int Days { get; init; } = 90;
}
