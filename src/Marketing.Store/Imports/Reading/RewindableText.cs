namespace Marketing.Store.Imports;

/// <summary>
/// Text that can be read again from a recent place. A CSV parser reads ahead, and a quote that is opened by mistake swallows the rows behind it: going
/// back to the line after the mistake costs one row instead of all of them.
/// </summary>
internal sealed class RewindableText(TextReader inner) : TextReader
{
    private char[] _kept = new char[1 << 17];
    private int _count; // kept characters
    private long _origin; // offset of _kept[0] in the text
    private long _position; // offset of the next character to give

    /// <summary>Gives up what lies before <paramref name="offset"/>; done only once there is much of it, since it moves the rest.</summary>
    public void Forget(long offset)
    {
        var unused = (int)(offset - _origin);
        if (unused > _kept.Length / 2)
        {
            Array.Copy(_kept, unused, _kept, 0, _count - unused);
            (_origin, _count) = (offset, _count - unused);
        }
    }

    /// <summary>Offset behind the line (its end included) that begins at <paramref name="offset"/>, and the line's text; the text must not be forgotten.</summary>
    public (long Next, string Line) LineAt(long offset)
    {
        var rest = _kept.AsSpan((int)(offset - _origin), (int)(_origin + _count - offset));
        var end = rest.IndexOfAny('\n', '\r');
        if (end < 0)
        {
            return (offset + rest.Length, rest.ToString());
        }

        var length = end + 1 < rest.Length && rest[end] == '\r' && rest[end + 1] == '\n' ? 2 : 1;
        return (offset + end + length, rest[..end].ToString());
    }

    /// <summary>What lies between two offsets, neither forgotten nor ahead of what was given. Valid until the next read.</summary>
    public ReadOnlyMemory<char> Between(long from, long to) => _kept.AsMemory((int)(from - _origin), (int)(to - from));

    /// <summary>The next character given is the one at <paramref name="offset"/>.</summary>
    public void Rewind(long offset) => _position = offset;

    public override int Read(char[] buffer, int index, int count)
    {
        var behind = (int)(_origin + _count - _position);
        if (behind > 0)
        {
            var again = Math.Min(behind, count);
            Array.Copy(_kept, _count - behind, buffer, index, again);
            _position += again;
            return again;
        }

        var read = inner.Read(buffer, index, count);
        if (_count + read > _kept.Length)
        {
            Array.Resize(ref _kept, Math.Max(_kept.Length * 2, _count + read));
        }

        Array.Copy(buffer, index, _kept, _count, read);
        _count += read;
        _position += read;
        return read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }
}
