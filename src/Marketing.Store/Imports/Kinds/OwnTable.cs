using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Marketing.Store.Imports;

/// <summary>Reads one row from one JSON text, as <see cref="ItemJson.TryParse"/> does.</summary>
internal delegate bool RowParser<T>(
    ReadOnlySpan<byte> utf8,
    int index,
    [NotNullWhen(true)] out T? row,
    [NotNullWhen(false)] out RejectedRow? rejected
)
    where T : class;

/// <summary>
/// Rows of our own forms, CSV or NDJSON. CSV columns have the names of the JSON fields; <c>attributes</c> holds a JSON object, and any column
/// <c>attributes.NAME</c> is one text entry of it. A column that means nothing stops the file before its first row: a misspelt name must not lose a column.
/// </summary>
internal sealed class OwnTable : IDisposable
{
    private const string AttributePrefix = "attributes.";

    private readonly CsvTable _table;
    private readonly ImportSession _session;
    private readonly int[] _columns; // of each field, or -1
    private readonly List<(string Name, int Column)> _attributes = [];
    private readonly IReadOnlyList<string> _fields;

    /// <param name="file">The file.</param>
    /// <param name="session">Receives broken records.</param>
    /// <param name="fields">The fields by index, each with further names after bars: <c>value|stars</c>.</param>
    public OwnTable(ImportFile file, ImportSession session, IReadOnlyList<string> fields)
    {
        _session = session;
        _fields = fields;
        _table = new CsvTable(file, session);
        _columns = [.. fields.Select(field => _table.Find(field.Split('|')))];
        for (var column = 0; column < _table.Header.Count; column++)
        {
            var name = _table.Header[column];
            if (_columns.Contains(column))
            {
                continue;
            }

            if (!name.StartsWith(AttributePrefix, StringComparison.OrdinalIgnoreCase) || name.Length == AttributePrefix.Length)
            {
                throw new InvalidDataException(
                    $"{file.Name} has a column '{TextRules.Excerpt(name)}' that means nothing here (or stands there twice); columns are "
                        + $"{NamesOf(fields)}, and {AttributePrefix}NAME for anything else."
                );
            }

            _attributes.Add((name[AttributePrefix.Length..], column));
        }
    }

    public long Line => _table.Line;

    public ReadOnlyMemory<char> Raw => _table.Raw;

    public bool Read() => _table.Read();

    public string? this[int field] => _table[_columns[field]];

    /// <summary>The fields' first names, for faults.</summary>
    public string Name(int field) => _fields[field].Split('|')[0];

    /// <summary>The cell of an <c>attributes</c> column and the <c>attributes.NAME</c> columns as one canonical object.</summary>
    public string? Attributes(int field)
    {
        var whole = this[field];
        if (_attributes.TrueForAll(attribute => _table[attribute.Column] is null))
        {
            return whole is null ? null : CanonicalJson.Parse(whole, "attributes", EventRules.MaxAttributesBytes, _session.Faults);
        }

        JsonNode? json = new JsonObject();
        try
        {
            json = whole is null ? json : JsonNode.Parse(whole);
        }
        catch (JsonException)
        {
            json = null;
        }

        if (json is not JsonObject entries)
        {
            _session.Faults.Add("attributes", RejectCodes.WrongType, "'attributes' must be a JSON object.");
            return null;
        }

        foreach (var (name, column) in _attributes)
        {
            if (_table[column] is { } text)
            {
                entries[name] = text;
            }
        }

        return CanonicalJson.Parse(entries.ToJsonString(), "attributes", EventRules.MaxAttributesBytes, _session.Faults);
    }

    public void Dispose() => _table.Dispose();

    /// <summary>The fields' first names, divided by commas.</summary>
    public static string NamesOf(IEnumerable<string> fields) => string.Join(", ", fields.Select(field => field.Split('|')[0]));

    /// <summary>Is it NDJSON? By its first character; what is empty is told by its name.</summary>
    /// <exception cref="InvalidDataException">The file is one JSON array.</exception>
    public static bool IsJson(ImportFile file)
    {
        var head = file.Head.TrimStart(" \t\r\n"u8);
        if (head is [(byte)'[', ..])
        {
            throw new InvalidDataException($"{file.Name} is a JSON array; NDJSON has one object a line.");
        }

        return head.IsEmpty
            ? Path.GetExtension(ImportFile.PlainName(file.Path)).ToLowerInvariant() is ".ndjson" or ".jsonl" or ".json"
            : head[0] == '{';
    }

    /// <summary>The rows of an NDJSON file, each as it is sent over HTTP; lines that are none go to the reject file.</summary>
    public static IEnumerable<ImportRow> JsonRows<T>(ImportFile file, ImportSession session, RowParser<T> parse)
        where T : class
    {
        foreach (var (line, utf8, length) in JsonLines(file, session))
        {
            var raw = Encoding.UTF8.GetString(utf8, 0, length);
            if (parse(utf8.AsSpan(0, length), 0, out var row, out var rejected))
            {
                yield return new ImportRow(line, raw.AsMemory(), row);
            }
            else
            {
                session.Reject(line, rejected.Code, rejected.Detail, raw.AsMemory());
            }
        }
    }

    /// <summary>The lines of an NDJSON file that hold anything; lines that are too long go to the reject file.</summary>
    public static IEnumerable<(long Line, byte[] Utf8, int Length)> JsonLines(ImportFile file, ImportSession session)
    {
        var lines = new ByteLines(file.Content);
        var copy = new byte[4096];
        while (Next(lines, ref copy, out var length))
        {
            if (lines.IsTooLong)
            {
                session.Reject(
                    lines.Line,
                    RejectCodes.TooLong,
                    $"The line is longer than {ByteLines.MaxLineBytes:N0} bytes.",
                    Encoding.UTF8.GetString(copy, 0, length).AsMemory()
                );
            }
            else if (length > 0)
            {
                yield return (lines.Line, copy, length);
            }
        }
    }

    private static bool Next(ByteLines lines, ref byte[] copy, out int length)
    {
        length = 0;
        if (!lines.TryRead(out var line))
        {
            return false;
        }

        line = line.Trim(" \t"u8);
        copy = line.Length > copy.Length ? new byte[line.Length * 2] : copy;
        line.CopyTo(copy);
        length = line.Length;
        return true;
    }
}
