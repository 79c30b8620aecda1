using Npgsql;

namespace Marketing.Training;

/// <summary>An artefact as it comes out of <c>training.artefact_chunks</c>, a chunk a row: constant memory whatever its size.</summary>
internal sealed class ChunkStream(NpgsqlDataReader reader, string what) : Stream
{
    private Stream? _chunk;
    private int _next;
    private bool _ended;

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        while (!_ended && buffer.Length > 0)
        {
            if (_chunk?.Read(buffer) is > 0 and var read)
            {
                return read;
            }

            _chunk?.Dispose();
            _chunk = null;
            _ended = !reader.Read();
            if (!_ended)
            {
                OpenChunk();
            }
        }

        return 0;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private void OpenChunk()
    {
        var ordinal = reader.GetInt32(0);
        if (ordinal != _next)
        {
            throw new InvalidDataException($"The artefact of {what} is incomplete: chunk {_next} is missing.");
        }

        _next++;
        _chunk = reader.GetStream(1);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _chunk?.Dispose();
        }

        base.Dispose(disposing);
    }
}
