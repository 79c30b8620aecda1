namespace Marketing.Store.Imports;

/// <summary>
/// Lines of a stream as bytes, without making strings. Ends are <c>\n</c> or <c>\r\n</c>; a byte order mark of UTF-8 is dropped. The memory used is bounded by
/// <see cref="MaxLineBytes"/>: of a longer line only its head is kept, and it is marked.
/// </summary>
internal sealed class ByteLines(Stream stream)
{
    /// <summary>Longest line that is read whole.</summary>
    public const int MaxLineBytes = 1 << 20;

    private byte[] _buffer = new byte[1 << 16];
    private int _start;
    private int _end;
    private bool _ended;

    /// <summary>Number of the line that was read last, from 1.</summary>
    public long Line { get; private set; }

    /// <summary>The line that was read last is longer than <see cref="MaxLineBytes"/>: what <see cref="TryRead"/> gave is its head.</summary>
    public bool IsTooLong { get; private set; }

    /// <summary>Reads the next line, empty ones included.</summary>
    /// <param name="line">Valid until the next call.</param>
    public bool TryRead(out ReadOnlySpan<byte> line)
    {
        IsTooLong = false;
        var searched = 0;
        while (true)
        {
            var at = _buffer.AsSpan(_start + searched, _end - _start - searched).IndexOf((byte)'\n');
            if (at >= 0)
            {
                line = Take(searched + at, skip: 1);
                return true;
            }

            searched = _end - _start;
            if (_ended)
            {
                line = Take(searched, skip: 0);
                return searched > 0;
            }

            if (searched >= MaxLineBytes)
            {
                line = TakeTooLong();
                return true;
            }

            Fill();
        }
    }

    private ReadOnlySpan<byte> Take(int length, int skip)
    {
        var line = _buffer.AsSpan(_start, length);
        _start += length + skip;
        Line++;
        if (Line == 1 && line is [0xEF, 0xBB, 0xBF, ..])
        {
            line = line[3..];
        }

        return line is [.., (byte)'\r'] ? line[..^1] : line;
    }

    private byte[] TakeTooLong()
    {
        var head = _buffer.AsSpan(_start, 1024).ToArray();
        int at;
        do
        {
            _start = _end;
            Fill();
            at = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n');
        } while (at < 0 && !_ended);
        _start = at < 0 ? _end : _start + at + 1;
        Line++;
        IsTooLong = true;
        return head;
    }

    private void Fill()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        var read = stream.Read(_buffer, _end, _buffer.Length - _end);
        _end += read;
        _ended = read == 0;
    }
}
