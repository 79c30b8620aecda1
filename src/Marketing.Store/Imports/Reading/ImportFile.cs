namespace Marketing.Store.Imports;

/// <summary>A file that is read once from its start, gzip or plain (told apart by the first two bytes, whatever the name says).</summary>
internal sealed class ImportFile : IDisposable
{
    private readonly FileStream _file;

    private readonly byte[] _head = new byte[4096];
    private readonly int _headLength;

    private ImportFile(string path, FileStream file, Stream content)
    {
        (Path, _file) = (path, file);
        _headLength = content.ReadAtLeast(_head, _head.Length, throwOnEndOfStream: false);
        Content = new HeadedStream(_head.AsMemory(0, _headLength), content);
    }

    /// <summary>As it was given.</summary>
    public string Path { get; }

    /// <summary>Name without folders.</summary>
    public string Name => System.IO.Path.GetFileName(Path);

    /// <summary>The unpacked bytes.</summary>
    public Stream Content { get; }

    /// <summary>The first unpacked bytes, at most 4,096, without a byte order mark of UTF-8: the form is told by them. Reading <see cref="Content"/> gives them again.</summary>
    public ReadOnlySpan<byte> Head => _head.AsSpan(0, _headLength) is [0xEF, 0xBB, 0xBF, .. var rest] ? rest : _head.AsSpan(0, _headLength);

    /// <summary>The first line as far as it lies in <see cref="Head"/>.</summary>
    public string FirstLine
    {
        get
        {
            var end = Head.IndexOfAny((byte)'\r', (byte)'\n');
            return System.Text.Encoding.UTF8.GetString(end < 0 ? Head : Head[..end]);
        }
    }

    /// <summary>How much of the stored bytes has been read, 0 to 1. Safe to ask from another thread.</summary>
    public double Fraction => _file.Length == 0 ? 1 : Math.Min(1, _file.Position / (double)_file.Length);

    /// <exception cref="IOException">There is no such file, or it cannot be read.</exception>
    public static ImportFile Open(string path)
    {
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 16, FileOptions.SequentialScan);
        try
        {
            Span<byte> magic = stackalloc byte[2];
            var zipped = file.ReadAtLeast(magic, 2, throwOnEndOfStream: false) == 2 && magic is [0x1f, 0x8b];
            file.Position = 0;
            return new ImportFile(path, file, zipped ? new GzipContent(file) : file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The path of the first of the named files (or of its <c>.gz</c>) that lies in the same folder, or null.</summary>
    public string? Beside(params ReadOnlySpan<string> names)
    {
        var folder = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(Path)) ?? ".";
        foreach (var name in names)
        {
            var plain = System.IO.Path.Combine(folder, name);
            if (File.Exists(plain) || File.Exists(plain + ".gz"))
            {
                return File.Exists(plain) ? plain : plain + ".gz";
            }
        }

        return null;
    }

    /// <summary>The file's name without <c>.gz</c>: what its form is told by.</summary>
    public static string PlainName(string path)
    {
        var name = System.IO.Path.GetFileName(path);
        return name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? name[..^3] : name;
    }

    public void Dispose()
    {
        Content.Dispose();
        _file.Dispose();
    }

    /// <summary>Gives back first what was read ahead.</summary>
    private sealed class HeadedStream(ReadOnlyMemory<byte> head, Stream rest) : Stream
    {
        private ReadOnlyMemory<byte> _head = head;

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
            if (_head.IsEmpty)
            {
                return rest.Read(buffer);
            }

            var length = Math.Min(buffer.Length, _head.Length);
            _head.Span[..length].CopyTo(buffer);
            _head = _head[length..];
            return length;
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
                rest.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
