namespace Marketing.Learning.Sentiment.Linear;

/// <summary>Fifths of the texts by hash, as many as calibration needs.</summary>
internal sealed class HeldOutFolds
{
    private const int Parts = 5;

    // Two to eight parameters are learnt: with 3,000 texts their error no longer shows, and a large set is trained one time more, not five.
    private const int Enough = 3000;

    private readonly int[] _part;

    public HeldOutFolds(int texts, ulong seed)
    {
        _part = [.. Enumerable.Range(0, texts).Select(row => (int)(SplitMix64.At(seed, (ulong)row) % Parts))];
        Count = (int)Math.Clamp(Math.Ceiling(Enough * (double)Parts / Math.Max(1, texts)), 1, Parts);
    }

    /// <summary>1 for large sets, 5 for small ones.</summary>
    public int Count { get; }

    public int[] Trained(int fold) => [.. Enumerable.Range(0, _part.Length).Where(row => _part[row] != fold)];

    public int[] HeldOut(int fold) => [.. Enumerable.Range(0, _part.Length).Where(row => _part[row] == fold)];
}
