namespace Marketing.Store.Imports;

/// <summary>A file that is read once from its start, gzip or plain (told apart by the first two bytes, whatever the name says).</summary>
internal sealed class ImportFile : IDisposable
{
    private readonly FileStream _file;

    private ImportFile(string path, FileStream file, Stream content) => (Path, _file, Content) = (path, file, content);

    /// <summary>As it was given.</summary>
    public string Path { get; }

    /// <summary>Name without folders.</summary>
    public string Name => System.IO.Path.GetFileName(Path);

    /// <summary>The unpacked bytes.</summary>
    public Stream Content { get; }

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
}
