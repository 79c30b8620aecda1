namespace Marketing.Learning.Recommenders.Hybrid;

/// <summary>What a blend learns from: lists of candidates, and which of them the user came to have next.</summary>
internal sealed class Lessons
{
    private readonly float[][] _features;
    private readonly bool[][] _isNext;
    private readonly int[] _starts;

    /// <param name="width">Features of a candidate.</param>
    /// <param name="features">Of each list, its candidates' features. Shape [lists][candidates × width].</param>
    /// <param name="isNext">Of each list, whether the user came to have the candidate. Shape [lists][candidates].</param>
    public Lessons(int width, float[][] features, bool[][] isNext)
    {
        (Width, _features, _isNext) = (width, features, isNext);
        _starts = new int[isNext.Length + 1];
        for (var list = 0; list < isNext.Length; list++)
        {
            _starts[list + 1] = _starts[list] + isNext[list].Length;
        }
    }

    public int Width { get; }

    public int ListCount => _isNext.Length;

    public int RowCount => _starts[^1];

    /// <summary>Number of the list's first candidate when all are counted through.</summary>
    public int Start(int list) => _starts[list];

    public int Length(int list) => _isNext[list].Length;

    public ReadOnlySpan<bool> IsNext(int list) => _isNext[list];

    public ReadOnlySpan<float> Features(int list, int candidate) => _features[list].AsSpan(candidate * Width, Width);

    public Lessons Where(Func<int, bool> keep)
    {
        var lists = Enumerable.Range(0, ListCount).Where(keep).ToArray();
        return new Lessons(Width, Array.ConvertAll(lists, list => _features[list]), Array.ConvertAll(lists, list => _isNext[list]));
    }
}
