namespace Marketing.Store;

/// <summary>A batch's body, read row by row: the rows that are well formed, and a reason for each that is not.</summary>
/// <typeparam name="T"><see cref="NewEvent"/>, <see cref="NewItem"/> or <see cref="NewUser"/>.</typeparam>
public sealed class RowBatch<T>
    where T : class
{
    private readonly List<T> _rows = [];
    private readonly List<int> _indices = [];
    private readonly List<RejectedRow> _rejected = [];

    /// <summary>Rows in the body.</summary>
    public int Count => _rows.Count + _rejected.Count;

    /// <summary>The well-formed rows, for a writer.</summary>
    public IReadOnlyList<T> Rows => _rows;

    /// <summary>The rows that no writer sees, with their reasons.</summary>
    public IReadOnlyList<RejectedRow> Malformed => _rejected;

    /// <summary>What a writer made of <see cref="Rows"/>, in terms of the whole body.</summary>
    public WriteResult Complete(WriteResult written) =>
        written with
        {
            Rejected =
            [
                .. _rejected.Concat(written.Rejected.Select(row => row with { Index = _indices[row.Index] })).OrderBy(row => row.Index),
            ],
        };

    internal void Add(T row)
    {
        _indices.Add(Count);
        _rows.Add(row);
    }

    internal void Reject(RowFaults faults) => _rejected.Add(faults.First(Count));
}

/// <summary>A body that cannot be taken as a batch at all: nothing of it is stored.</summary>
/// <param name="detail">One sentence for the sender.</param>
public sealed class BatchException(string detail) : Exception(detail);
