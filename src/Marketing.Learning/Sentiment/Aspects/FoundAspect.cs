namespace Marketing.Learning.Sentiment.Aspects;

/// <summary>An aspect that a text talks about.</summary>
/// <param name="Aspect">Name in the list.</param>
/// <param name="Label">The feeling about it.</param>
/// <param name="Start">First UTF-16 unit of the passage that says so, in the original text.</param>
/// <param name="Length">UTF-16 units of the passage.</param>
public sealed record FoundAspect(string Aspect, SentimentLabel Label, int Start, int Length);
