namespace Marketing.Learning.Sentiment;

/// <summary>How a text feels. The numbers index the rows of probabilities.</summary>
public enum SentimentLabel
{
    /// <summary>Negative: 1 or 2 stars.</summary>
    Negative = 0,

    /// <summary>Positive: 4 or 5 stars.</summary>
    Positive = 1,

    /// <summary>Neutral: 3 stars. Absent from two-class models.</summary>
    Neutral = 2,
}
