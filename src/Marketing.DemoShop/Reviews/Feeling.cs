namespace Marketing.DemoShop.Reviews;

/// <summary>How somebody feels.</summary>
public enum Feeling
{
    /// <summary>1 or 2 stars.</summary>
    Negative = -1,

    /// <summary>3 stars.</summary>
    Neutral = 0,

    /// <summary>4 or 5 stars.</summary>
    Positive = 1,
}

/// <summary>What a review says of one aspect.</summary>
/// <param name="Aspect"><c>logistics</c>, <c>packaging</c>, <c>quality</c>, <c>size</c>, <c>price</c>, <c>service</c>, <c>taste</c>, <c>screen</c>, …</param>
/// <param name="Feeling">What the sentence about it says.</param>
public readonly record struct AspectFeeling(string Aspect, Feeling Feeling);

/// <summary>What the simulation meant by a review.</summary>
/// <param name="Label">The feeling of the whole; always that of the stars.</param>
/// <param name="Aspects">In the order in which the text mentions them.</param>
public sealed record ReviewTruth(Feeling Label, IReadOnlyList<AspectFeeling> Aspects);
