using System.IO.Compression;

namespace Marketing.Store.Imports;

/// <summary>
/// What a gzip file holds. A file that breaks off is an error: <see cref="GZipStream"/> alone takes it for a shorter whole one, and half a month of orders
/// would be missing without a word.
/// </summary>
internal sealed class GzipContent(FileStream file) : Stream
{
    private readonly GZipStream _inner = new(file, CompressionMode.Decompress);
    private long _length;
    private bool _isWhole;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => _length;
        set => throw new NotSupportedException();
    }

    /// <exception cref="InvalidDataException">The file breaks off, or is damaged.</exception>
    public override int Read(Span<byte> buffer)
    {
        var read = _inner.Read(buffer);
        _length += read;
        if (read == 0 && buffer.Length > 0 && !_isWhole)
        {
            _isWhole = EndsWhole(file.Name, _length);
            if (!_isWhole)
            {
                throw new InvalidDataException(
                    $"The gzip file {Path.GetFileName(file.Name)} breaks off after {_length:N0} unpacked bytes. What came before was read."
                );
            }
        }

        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _inner.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>
    /// A gzip member ends with its unpacked length. Most files are one member, whose length is known by now; of several members joined together only the
    /// last one's length stands at the end, so it is looked for from behind.
    /// </summary>
    private static bool EndsWhole(string path, long length)
    {
        using var again = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        if (again.Length < 18)
        {
            return false;
        }

        Span<byte> trailer = stackalloc byte[4];
        again.Seek(-4, SeekOrigin.End);
        again.ReadExactly(trailer);
        var last = BitConverter.ToUInt32(trailer);
        return unchecked((uint)length) == last || LastMemberIsWhole(again, last);
    }

    private static bool LastMemberIsWhole(FileStream again, uint expected)
    {
        const int block = 1 << 16;
        var window = new byte[block + 2];
        for (var end = again.Length; end > 0; end -= block)
        {
            var from = Math.Max(0, end - block);
            again.Position = from;
            var read = again.ReadAtLeast(window.AsSpan(0, (int)Math.Min(window.Length, again.Length - from)), 1, throwOnEndOfStream: false);
            for (var at = read - 3; at >= 0; at--)
            {
                if (
                    window[at] == 0x1f
                    && window[at + 1] == 0x8b
                    && window[at + 2] == 8
                    && from + at > 0
                    && UnpackedFrom(again, from + at) == expected
                )
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static uint? UnpackedFrom(FileStream again, long offset)
    {
        try
        {
            again.Position = offset;
            using var member = new GZipStream(again, CompressionMode.Decompress, leaveOpen: true);
            var buffer = new byte[1 << 16];
            uint length = 0;
            for (var read = member.Read(buffer); read > 0; read = member.Read(buffer))
            {
                length = unchecked(length + (uint)read);
            }

            return length;
        }
        catch (InvalidDataException) // these three bytes were not the start of a member
        {
            return null;
        }
    }
}
