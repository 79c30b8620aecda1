namespace Marketing.Training;

/// <summary>Ways to read an artefact so that nothing damaged goes unnoticed.</summary>
internal static class Artefact
{
    private const int Buffer = 1 << 16;

    /// <summary>Reads all of it and keeps nothing.</summary>
    /// <exception cref="InvalidDataException">It is damaged, cut short, too long, or not the one asked for.</exception>
    public static ArtefactHeader Verify(Stream stream, string model, int? version, string? checksum) =>
        Use(stream, model, version, checksum, static _ => true).Header;

    /// <summary>Gives the payload to <paramref name="use"/>, then reads what that left, and checks the whole: only then is the result to be trusted.</summary>
    /// <exception cref="InvalidDataException">It is damaged, cut short, too long, or not the one asked for.</exception>
    public static (ArtefactHeader Header, T Result) Use<T>(Stream stream, string model, int? version, string? checksum, Func<Stream, T> use)
    {
        var header = ArtefactHeader.Read(stream);
        header.Expect(model, version, checksum);
        using var payload = new PayloadReader(stream, header);
        using var buffered = new BufferedStream(payload, Buffer); // models read number by number; a hash likes long strides
        var result = use(buffered);
        payload.Finish();
        return (header, result);
    }

    /// <summary>Writes an artefact: a hole for the header, the payload, then the header. The file is complete and on disk on return.</summary>
    /// <param name="path">A new file.</param>
    /// <param name="describe">Makes the header from length and checksum of the payload.</param>
    /// <param name="write">Writes the payload.</param>
    public static ArtefactHeader Write(string path, Func<long, string, ArtefactHeader> describe, Action<Stream> write)
    {
        using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1 << 16);
        file.Position = ArtefactHeader.Size;
        using var payload = new PayloadWriter(file);
        using (var buffered = new BufferedStream(payload, Buffer))
        {
            write(buffered);
        }

        var header = describe(payload.Length, payload.Checksum());
        file.Position = 0;
        file.Write(header.ToBytes());
        file.Flush(flushToDisk: true);
        return header;
    }
}
