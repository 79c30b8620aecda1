namespace Marketing.Learning.Neural;

/// <summary>
/// How a batch of sequences of unequal length lies in memory: step by step, within a step the longest sequence first, so that those still
/// running at a step are its first rows and one matrix product does them all. Nothing is padded.
/// </summary>
internal sealed class SequenceLayout
{
    private readonly int[] _starts;

    /// <param name="lengths">Length of each sequence, longest first, none below 1.</param>
    /// <exception cref="ArgumentException">The order is another, or a sequence is empty.</exception>
    public SequenceLayout(ReadOnlySpan<int> lengths)
    {
        for (var at = 0; at < lengths.Length; at++)
        {
            if (lengths[at] < 1 || (at > 0 && lengths[at] > lengths[at - 1]))
            {
                throw new ArgumentException("Sequences come longest first, and none is empty.", nameof(lengths));
            }
        }

        Lengths = lengths.ToArray();
        _starts = new int[(lengths.IsEmpty ? 0 : lengths[0]) + 1];
        foreach (var length in lengths)
        {
            for (var step = 0; step < length; step++)
            {
                _starts[step + 1]++;
            }
        }

        for (var step = 1; step < _starts.Length; step++)
        {
            _starts[step] += _starts[step - 1];
        }
    }

    /// <summary>Length of each sequence, longest first.</summary>
    public int[] Lengths { get; }

    /// <summary>Length of the longest.</summary>
    public int Steps => _starts.Length - 1;

    /// <summary>Rows of all steps together.</summary>
    public int Rows => _starts[^1];

    /// <summary>First row of a step.</summary>
    public int Start(int step) => _starts[step];

    /// <summary>Sequences that reach a step: sequence 0 to Active − 1.</summary>
    public int Active(int step) => _starts[step + 1] - _starts[step];

    /// <summary>Row of a sequence's step.</summary>
    public int Row(int sequence, int step) => _starts[step] + sequence;
}
