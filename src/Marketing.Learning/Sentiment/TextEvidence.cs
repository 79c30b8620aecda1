namespace Marketing.Learning.Sentiment;

/// <summary>A passage of a text and what it adds to the score.</summary>
/// <param name="Start">First UTF-16 unit in the original text.</param>
/// <param name="Length">UTF-16 units, at least 1.</param>
/// <param name="Weight">Above 0 speaks for positive, below 0 for negative; log-odds for linear models.</param>
public readonly record struct TextEvidence(int Start, int Length, double Weight);
