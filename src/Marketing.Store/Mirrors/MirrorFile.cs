using System.Security.Cryptography;
using System.Text;

namespace Marketing.Store.Mirrors;

/// <summary>Keeps a snapshot in a file, so that a replica that starts without its database knows names, availability and consent.</summary>
internal static class MirrorFile
{
    private static readonly byte[] Magic = "marketing-mirror-1\n"u8.ToArray();

    /// <summary>Writes beside the old file and then takes its place: a killed process leaves the old one whole.</summary>
    public static void Save<T>(string path, IMirrorSource<T> source, MirrorSnapshot<T> snapshot)
        where T : class
    {
        using var content = new MemoryStream();
        using (var writer = new BinaryWriter(content, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(Magic);
            writer.Write(snapshot.Newest.UtcTicks);
            writer.Write(snapshot.Count);
            foreach (var row in snapshot.GetAll())
            {
                source.Write(writer, row);
            }
        }

        var bytes = content.GetBuffer().AsSpan(0, (int)content.Length);
        Directory.CreateDirectory(Path.GetDirectoryName(path) ?? ".");
        var unfinished = $"{path}.{Environment.ProcessId}.new";
        using (var file = File.Create(unfinished))
        {
            file.Write(bytes);
            file.Write(SHA256.HashData(bytes));
            file.Flush(flushToDisk: true);
        }

        File.Move(unfinished, path, overwrite: true);
    }

    /// <returns>Null when there is no file, or it is damaged or of another form.</returns>
    public static MirrorSnapshot<T>? Load<T>(string path, IMirrorSource<T> source)
        where T : class
    {
        if (!File.Exists(path))
        {
            return null;
        }

        var bytes = File.ReadAllBytes(path);
        var length = bytes.Length - SHA256.HashSizeInBytes;
        if (
            length < Magic.Length
            || !bytes.AsSpan().StartsWith(Magic)
            || !SHA256.HashData(bytes.AsSpan(0, length)).AsSpan().SequenceEqual(bytes.AsSpan(length))
        )
        {
            return null;
        }

        using var reader = new BinaryReader(new MemoryStream(bytes, Magic.Length, length - Magic.Length), Encoding.UTF8);
        var newest = new DateTimeOffset(reader.ReadInt64(), TimeSpan.Zero);
        var count = reader.ReadInt32();
        var rows = new Dictionary<string, T>(count, StringComparer.Ordinal);
        for (var i = 0; i < count; i++)
        {
            var row = source.Read(reader);
            rows[source.KeyOf(row)] = row;
        }

        return new MirrorSnapshot<T>(rows, newest, 1);
    }

    public static void WriteText(this BinaryWriter writer, string? text)
    {
        writer.Write(text is not null);
        if (text is not null)
        {
            writer.Write(text);
        }
    }

    public static string? ReadText(this BinaryReader reader) => reader.ReadBoolean() ? reader.ReadString() : null;
}
