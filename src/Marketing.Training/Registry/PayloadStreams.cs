using System.Security.Cryptography;

namespace Marketing.Training;

/// <summary>Write-only and forward-only: counts and hashes what passes. Leaves the inner stream open. Closing it changes nothing, since models close what they are given.</summary>
internal sealed class PayloadWriter(Stream inner) : Stream
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _length;

    public override bool CanRead => false;
    public override bool CanSeek => false;
    public override bool CanWrite => true;
    public override long Length => _length;

    public override long Position
    {
        get => _length;
        set => throw new NotSupportedException();
    }

    /// <summary>SHA-256 of what was written, lower-case hex.</summary>
    public string Checksum() => Convert.ToHexStringLower(_hash.GetCurrentHash());

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        inner.Write(buffer);
        _hash.AppendData(buffer);
        _length += buffer.Length;
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush() => inner.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}

/// <summary>Read-only and forward-only: the payload of an artefact, which ends where the header says. Leaves the inner stream open. Closing it changes nothing, since models close what they are given.</summary>
internal sealed class PayloadReader(Stream inner, ArtefactHeader header) : Stream
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _position;

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => header.PayloadLength;

    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        var wanted = (int)Math.Min(buffer.Length, header.PayloadLength - _position);
        if (wanted == 0)
        {
            return 0;
        }

        var read = inner.Read(buffer[..wanted]);
        if (read == 0)
        {
            throw new InvalidDataException(
                $"The artefact of {header.Model} version {header.Version} is cut short: {_position} of {header.PayloadLength} bytes are there."
            );
        }

        _hash.AppendData(buffer[..read]);
        _position += read;
        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <summary>Reads the rest and checks length and hash.</summary>
    /// <exception cref="InvalidDataException">Cut short, too long, or damaged.</exception>
    public void Finish()
    {
        var buffer = new byte[1 << 16];
        while (Read(buffer) > 0) { }

        if (inner.ReadByte() >= 0)
        {
            throw new InvalidDataException($"The artefact of {header.Model} version {header.Version} is longer than its header says.");
        }

        if (Convert.ToHexStringLower(_hash.GetCurrentHash()) != header.Checksum)
        {
            throw new InvalidDataException($"The artefact of {header.Model} version {header.Version} is damaged: its checksum differs.");
        }
    }

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
