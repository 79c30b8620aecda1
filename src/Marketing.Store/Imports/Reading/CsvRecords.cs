using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;

namespace Marketing.Store.Imports;

/// <summary>
/// CSV by RFC 4180: quoted fields may hold separators, doubled quotes and line breaks. A record with bad quoting costs its first line only: reading goes on at
/// the line behind it. Blank lines are skipped.
/// </summary>
internal sealed class CsvRecords : IDisposable
{
    /// <summary>Longest field, in characters. A quote that is never closed is found out after that much text.</summary>
    public const int MaxFieldLength = 1 << 20;

    private readonly RewindableText _text;
    private readonly CsvConfiguration _configuration;
    private CsvParser _parser;
    private long _parserOrigin; // offset in the text where the parser began
    private long _linesBefore; // lines before that
    private bool _isBad;

    public CsvRecords(Stream stream, char separator = ',')
    {
        _text = new RewindableText(new StreamReader(stream, Encoding.UTF8, detectEncodingFromByteOrderMarks: true, bufferSize: 1 << 16));
        _configuration = new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            Delimiter = separator.ToString(),
            BufferSize = 1 << 14,
            IgnoreBlankLines = true,
            MaxFieldSize = MaxFieldLength,
            BadDataFound = _ => _isBad = true,
        };
        _parser = new CsvParser(_text, _configuration, leaveOpen: true);
    }

    /// <summary>Line on which the record begins, from 1.</summary>
    public long Line { get; private set; }

    /// <summary>The record as it stands in the file, without its line end. Valid until the next read: of millions of rows hardly one is ever shown.</summary>
    public ReadOnlyMemory<char> Raw { get; private set; }

    /// <summary>The record's quoting is broken: it has no fields, and <see cref="Raw"/> is one line.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>Number of fields.</summary>
    public int Count => IsBroken ? 0 : _parser.Count;

    /// <summary>A field, unquoted.</summary>
    public string this[int index] => _parser[index];

    /// <summary>Reads the next record; false at the end of the file.</summary>
    public bool Read()
    {
        var start = _parserOrigin + _parser.CharCount;
        _text.Forget(start);
        var linesRead = _parser.RawRow;
        try
        {
            if (!_parser.Read())
            {
                return false;
            }

            Raw = _text.Between(start, _parserOrigin + _parser.CharCount);
            IsBroken = Raw.Span.Contains('"') && HasBadQuoting();
        }
        catch (MaxFieldSizeException)
        {
            IsBroken = true;
        }

        if (IsBroken)
        {
            StepOver(start, linesRead);
            return true;
        }

        // Blank lines before the record belong to no record.
        Raw = Raw.Trim("\r\n");
        Line = _linesBefore + _parser.RawRow - CountLineEnds(Raw.Span);
        return true;
    }

    public void Dispose()
    {
        _parser.Dispose();
        _text.Dispose();
    }

    private bool HasBadQuoting()
    {
        _isBad = false;
        for (var i = 0; i < _parser.Count; i++)
        {
            _ = _parser[i];
        }

        return _isBad || Raw.Span.Count('"') % 2 != 0;
    }

    private void StepOver(long start, int linesRead)
    {
        var (next, line) = _text.LineAt(start);
        var lines = _linesBefore + linesRead + 1;
        while (line.Length == 0 && next > start) // blank lines that the parser had skipped
        {
            start = next;
            (next, line) = _text.LineAt(start);
            lines++;
        }

        (Line, Raw) = (lines, line.AsMemory());
        (_parserOrigin, _linesBefore) = (next, lines);
        _text.Rewind(next);
        _parser.Dispose();
        _parser = new CsvParser(_text, _configuration, leaveOpen: true);
    }

    private static int CountLineEnds(ReadOnlySpan<char> text)
    {
        var count = 0;
        for (var at = text.IndexOfAny('\r', '\n'); at >= 0; at = text.IndexOfAny('\r', '\n'))
        {
            count++;
            text = text[(at + (text[at..] is ['\r', '\n', ..] ? 2 : 1))..];
        }

        return count;
    }
}
