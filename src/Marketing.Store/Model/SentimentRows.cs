namespace Marketing.Store;

/// <summary>How one review was understood: a review's event has one such row once it was scored, and takes it along when it is deleted.</summary>
public sealed class ReviewScoreRow
{
    /// <summary>The event's subject.</summary>
    public required string UserId { get; set; }

    /// <summary>The event's id within the subject.</summary>
    public required string EventId { get; set; }

    /// <summary>The product that the review is about.</summary>
    public required string ItemId { get; set; }

    /// <summary>When it was written, UTC.</summary>
    public DateTimeOffset OccurredAt { get; set; }

    /// <summary>0 negative, 1 positive, 2 neutral.</summary>
    public short Label { get; set; }

    /// <summary>Calibrated probability of positive.</summary>
    public float Score { get; set; }

    /// <summary>Language of most of the text: <c>zh</c>, <c>en</c>, or <c>und</c> where it has neither.</summary>
    public required string Language { get; set; }

    /// <summary>Version that scored it: a number, or that of the base, which begins with <c>base</c>.</summary>
    public required string ModelVersion { get; set; }

    /// <summary>State of the aspect lists that its aspects were found by.</summary>
    public int AspectsVersion { get; set; }

    /// <summary>What it says of which aspect: a JSON array of <c>{"aspect","label","start","length"}</c>.</summary>
    public string Aspects { get; set; } = "[]";

    /// <summary>Hashes of its words, for the full-text search. No word twice.</summary>
    public int[] Words { get; set; } = [];

    /// <summary>Bands of its MinHash signature: reviews that share one may be near-duplicates.</summary>
    public int[] Bands { get; set; } = [];

    /// <summary>Reviews that say the same, whoever wrote them, have it in common; figures count them once.</summary>
    public long GroupId { get; set; }

    /// <summary>When it was scored, UTC.</summary>
    public DateTimeOffset ScoredAt { get; set; }
}

/// <summary>What a product's reviews come to.</summary>
public sealed class ItemMoodRow
{
    /// <summary>The product.</summary>
    public required string ItemId { get; set; }

    /// <summary>Scored reviews, near-duplicates included.</summary>
    public int Scored { get; set; }

    /// <summary>Positive ones, near-duplicates counted once.</summary>
    public int Positive { get; set; }

    /// <summary>Negative ones, near-duplicates counted once.</summary>
    public int Negative { get; set; }

    /// <summary>Neutral ones, near-duplicates counted once.</summary>
    public int Neutral { get; set; }

    /// <summary>Positive ÷ (positive + negative), drawn towards the shop's share where reviews are few.</summary>
    public double Share { get; set; }

    /// <summary>When the newest review was written, UTC.</summary>
    public DateTimeOffset NewestAt { get; set; }

    /// <summary>Since when the reviews have felt otherwise than before, UTC; null: they have not turned lately.</summary>
    public DateTimeOffset? TurnedAt { get; set; }

    /// <summary>Share of positive feeling before the turn.</summary>
    public double? ShareBefore { get; set; }

    /// <summary>Share of positive feeling since the turn.</summary>
    public double? ShareAfter { get; set; }

    /// <summary>Version that scored the reviews that are counted here.</summary>
    public required string ModelVersion { get; set; }

    /// <summary>State of the aspect lists, as in the reviews.</summary>
    public int AspectsVersion { get; set; }

    /// <summary>Last changed, UTC.</summary>
    public DateTimeOffset ChangedAt { get; set; }
}

/// <summary>A turn in a product's reviews that somebody should know of, with its evidence.</summary>
public sealed class MoodAlertRow
{
    /// <summary>Version 7, so ordered by the time of finding.</summary>
    public Guid AlertId { get; set; }

    /// <summary>The product.</summary>
    public required string ItemId { get; set; }

    /// <summary><c>worse</c> or <c>better</c>.</summary>
    public required string Direction { get; set; }

    /// <summary>Since when, UTC: the first review after the turn.</summary>
    public DateTimeOffset TurnedAt { get; set; }

    /// <summary>When it was found first, UTC.</summary>
    public DateTimeOffset FoundAt { get; set; }

    /// <summary>When it no longer held, UTC; null while it holds.</summary>
    public DateTimeOffset? ClosedAt { get; set; }

    /// <summary>Counts, shares, the test and the aspects that changed: a JSON object.</summary>
    public string Evidence { get; set; } = "{}";
}

/// <summary>The aspects of a category and the terms that speak of them, where somebody edited them or reviews have taught more.</summary>
public sealed class AspectListRow
{
    /// <summary>Category path in normal form; <c>*</c> for every category.</summary>
    public required string Category { get; set; }

    /// <summary>A JSON object: aspect → array of terms; empty where nobody edited the list.</summary>
    public string Aspects { get; set; } = "{}";

    /// <summary>Terms that the reviews of the category use and others do not: a JSON array of objects.</summary>
    public string Grown { get; set; } = "[]";

    /// <summary>Terms that are not to be learned: a JSON array.</summary>
    public string Ignored { get; set; } = "[]";

    /// <summary>When reviews were last looked through for terms, UTC; null when never.</summary>
    public DateTimeOffset? GrownAt { get; set; }

    /// <summary>Grows with each change of any list.</summary>
    public int Version { get; set; }

    /// <summary>Last changed, UTC.</summary>
    public DateTimeOffset ChangedAt { get; set; }
}
