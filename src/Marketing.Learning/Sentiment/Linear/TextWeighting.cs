namespace Marketing.Learning.Sentiment.Linear;

/// <summary>What a feature of a text counts for.</summary>
internal enum TextWeighting : byte
{
    /// <summary>1 when it occurs.</summary>
    Binary = 0,

    /// <summary>How often it occurs.</summary>
    Count = 1,

    /// <summary>(1 + ln count) · idf, idf = 1 + ln((1 + texts) / (1 + texts with it)); each text scaled to length 1.</summary>
    TfIdf = 2,

    /// <summary>How often it occurs, divided by √(occurrences of all features): what a long text says is far from independent.</summary>
    ScaledCount = 3,

    /// <summary>1 when it occurs, divided by √(number of different features).</summary>
    ScaledBinary = 4,
}
