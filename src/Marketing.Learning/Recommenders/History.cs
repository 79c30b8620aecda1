namespace Marketing.Learning.Recommenders;

/// <summary>What one user did, oldest first; repeats are kept. The three spans have one length.</summary>
/// <param name="items">Dense item indices, 0..ItemCount-1. Shape [n].</param>
/// <param name="weights">Strength of each event (or the grade of a rating), above 0. Shape [n].</param>
/// <param name="times">Unix seconds, ascending; equal times keep the input's order. Shape [n].</param>
public readonly ref struct History(ReadOnlySpan<int> items, ReadOnlySpan<float> weights, ReadOnlySpan<long> times)
{
    /// <summary>Item indices, oldest first. Shape [n].</summary>
    public ReadOnlySpan<int> Items { get; } = items;

    /// <summary>Weights. Shape [n].</summary>
    public ReadOnlySpan<float> Weights { get; } = weights;

    /// <summary>Unix seconds. Shape [n].</summary>
    public ReadOnlySpan<long> Times { get; } = times;

    /// <summary>Number of events.</summary>
    public int Length => Items.Length;
}
