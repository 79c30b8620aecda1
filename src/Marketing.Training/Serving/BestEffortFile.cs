using Microsoft.Extensions.Logging;

namespace Marketing.Training;

/// <summary>A copy that is nice to have: when the disk is full or read-only, it is given up and what was to be copied goes on.</summary>
internal sealed class BestEffortFile : IDisposable
{
    private readonly ILogger _log;
    private FileStream? _file;
    private string? _path;

    public BestEffortFile(Func<string> newPath, ILogger log)
    {
        _log = log;
        Try(() =>
        {
            _path = newPath();
            _file = new FileStream(_path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 1 << 16);
        });
    }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        if (_file is null)
        {
            return;
        }

        try
        {
            _file.Write(bytes);
        }
        catch (IOException e)
        {
            GiveUp(e);
        }
    }

    /// <summary>The path of the complete file, on disk; null when it was given up.</summary>
    public string? Complete()
    {
        Try(() =>
        {
            _file?.Flush(flushToDisk: true);
            _file?.Dispose();
        });
        _file = null;
        return _path;
    }

    /// <summary>Closes and deletes it.</summary>
    public void Abandon()
    {
        Try(() => _file?.Dispose());
        _file = null;
        if (_path is { } path)
        {
            ArtefactFiles.Delete(path);
            _path = null;
        }
    }

    public void Dispose() => Try(() => _file?.Dispose());

    private void Try(Action action)
    {
        try
        {
            action();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            GiveUp(e);
        }
    }

    private void GiveUp(Exception reason)
    {
        _log.LogWarning(reason, "A model could not be written to the data directory; it serves from memory alone");
        var file = _file;
        _file = null;
        try
        {
            file?.Dispose();
        }
        catch (IOException)
        {
            // What its buffer holds finds no room either.
        }

        if (_path is { } path)
        {
            ArtefactFiles.Delete(path);
            _path = null;
        }
    }
}

/// <summary>Passes on what is read from the inner stream. Leaves it open.</summary>
internal sealed class TeeStream(Stream inner, TeeStream.Sink sink) : Stream
{
    public delegate void Sink(ReadOnlySpan<byte> bytes);

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
        var read = inner.Read(buffer);
        sink(buffer[..read]);
        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
