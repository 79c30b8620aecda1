namespace Marketing.Store.Imports;

/// <summary>
/// CSV with named columns. Names are compared without case, blanks, dots, hyphens and underscores: <c>user_id</c>, <c>User ID</c> and <c>userId</c> are one.
/// Broken records go to the reject file on the way.
/// </summary>
internal sealed class CsvTable : IDisposable
{
    private static readonly char[] Separators = [',', ';', '\t'];

    private readonly CsvRecords _records;
    private readonly ImportSession _session;
    private bool _hasPending;

    /// <param name="file">The file; its separator (comma, semicolon, tab) is the one that its first line has most of.</param>
    /// <param name="session">Receives broken records.</param>
    /// <param name="assumedHeader">The columns of a file that begins with data: where the first column is a number.</param>
    /// <exception cref="InvalidDataException">The file is empty.</exception>
    public CsvTable(ImportFile file, ImportSession session, params IReadOnlyList<string> assumedHeader)
    {
        _session = session;
        var first = file.FirstLine;
        var separator = Separators.MaxBy(candidate => first.AsSpan().Count(candidate));
        _records = new CsvRecords(file.Content, separator);
        if (!_records.Read() || _records.IsBroken)
        {
            throw new InvalidDataException($"{file.Name} has no header line.");
        }

        var header = Enumerable.Range(0, _records.Count).Select(i => _records[i].Trim()).ToList();
        _hasPending = assumedHeader.Count > 0 && long.TryParse(header[0], out _);
        Header = _hasPending ? assumedHeader : header;
    }

    /// <summary>Column names as they stand in the file.</summary>
    public IReadOnlyList<string> Header { get; }

    /// <summary>Line on which the row begins, from 1.</summary>
    public long Line => _records.Line;

    /// <summary>The row's text, until the next is read.</summary>
    public ReadOnlyMemory<char> Raw => _records.Raw;

    /// <summary>A cell without blanks around it; null when it is empty or <paramref name="column"/> is -1.</summary>
    public string? this[int column]
    {
        get
        {
            var text = column < 0 ? "" : _records[column];
            return text.Length == 0 || (text = text.Trim()).Length == 0 ? null : text;
        }
    }

    /// <summary>Index of the first column that has one of the names, or -1.</summary>
    public int Find(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            var plain = Plain(name);
            for (var i = 0; i < Header.Count; i++)
            {
                if (Plain(Header[i]) == plain)
                {
                    return i;
                }
            }
        }

        return -1;
    }

    /// <summary>Index of the first column that has one of the names.</summary>
    /// <exception cref="InvalidDataException">There is none; the message names both the wanted and the present columns.</exception>
    public int Need(params ReadOnlySpan<string> names) =>
        Find(names) is >= 0 and var column
            ? column
            : throw new InvalidDataException(
                $"{Path.GetFileName(_session.File)} has no column '{names[0]}'; its columns are {string.Join(", ", Header.Select(TextRules.Excerpt))}."
            );

    /// <summary>The next row that has as many cells as the header; false at the end.</summary>
    public bool Read()
    {
        while (_hasPending || _records.Read())
        {
            _hasPending = false;
            if (_records.IsBroken)
            {
                _session.Reject(
                    _records.Line,
                    ImportCodes.BadQuoting,
                    "A quote is not closed, or stands in the middle of a field: quote the whole field and double the quotes inside.",
                    _records.Raw
                );
            }
            else if (_records.Count != Header.Count)
            {
                _session.Reject(
                    _records.Line,
                    ImportCodes.WrongColumnCount,
                    $"{_records.Count} columns instead of {Header.Count}.",
                    _records.Raw
                );
            }
            else
            {
                return true;
            }
        }

        return false;
    }

    public void Dispose() => _records.Dispose();

    /// <summary>The form in which names are compared.</summary>
    public static string Plain(string name) => string.Concat(name.Where(char.IsLetterOrDigit)).ToLowerInvariant();
}
