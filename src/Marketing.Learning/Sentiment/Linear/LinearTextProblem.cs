namespace Marketing.Learning.Sentiment.Linear;

/// <summary>Texts as sparse rows, and on which side of the hyperplane each belongs. Both sides occur.</summary>
public sealed class LinearTextProblem
{
    private readonly TextRows _rows;
    private readonly int[] _members;
    private readonly sbyte[] _signs;

    internal LinearTextProblem(TextRows rows, int[] members, sbyte[] signs) => (_rows, _members, _signs) = (rows, members, signs);

    /// <summary>Every feature is below it: the buckets of the text pipeline.</summary>
    public int Features => _rows.Size;

    /// <summary>Number of texts.</summary>
    public int Count => _members.Length;

    /// <summary>Whether a text belongs on the positive side.</summary>
    public bool IsPositive(int text) => _signs[_members[text]] > 0;

    /// <summary>Features of a text, none twice, in the order of first occurrence.</summary>
    public ReadOnlySpan<int> Indices(int text) => _rows.Indices[_members[text]];

    /// <summary>Their values; empty when each is 1. Shape as <see cref="Indices"/>.</summary>
    public ReadOnlySpan<float> Values(int text) => _rows.Values is { } values ? values[_members[text]] : [];
}
