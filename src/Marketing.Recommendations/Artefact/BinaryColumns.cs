using System.Runtime.InteropServices;
using System.Text;

namespace Marketing.Recommendations.Artefact;

/// <summary>Columns of numbers and of ids in an artefact: a length, then the bytes, little endian.</summary>
internal static class BinaryColumns
{
    // Read in steps: a corrupt length meets the end of the stream before it asks for gigabytes.
    private const int StepBytes = 1 << 22;

    public static void WriteColumn<T>(this BinaryWriter writer, T[] values)
        where T : unmanaged
    {
        writer.Write(values.Length);
        writer.Flush();
        var bytes = MemoryMarshal.AsBytes(values.AsSpan());
        for (var at = 0; at < bytes.Length; at += StepBytes)
        {
            writer.BaseStream.Write(bytes.Slice(at, Math.Min(StepBytes, bytes.Length - at)));
        }
    }

    /// <exception cref="InvalidDataException">The length is negative.</exception>
    /// <exception cref="EndOfStreamException">The stream ends before the column does.</exception>
    public static T[] ReadColumn<T>(this BinaryReader reader)
        where T : unmanaged
    {
        var length = reader.ReadInt32();
        if (length < 0)
        {
            throw new InvalidDataException($"A column of the artefact has length {length}.");
        }

        var step = StepBytes / Marshal.SizeOf<T>();
        var values = new T[Math.Min(length, step)];
        for (var at = 0; at < length; at += step)
        {
            var count = Math.Min(step, length - at);
            if (values.Length < at + count)
            {
                Array.Resize(ref values, (int)Math.Min(length, Math.Max(2L * values.Length, at + count)));
            }

            reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan(at, count)));
        }

        return values;
    }

    public static void WriteIds(this BinaryWriter writer, string[] ids)
    {
        writer.Write(ids.Length);
        foreach (var id in ids)
        {
            writer.Write(id);
        }
    }

    /// <exception cref="InvalidDataException">The length is negative or an id is too long.</exception>
    public static string[] ReadIds(this BinaryReader reader)
    {
        var length = reader.ReadInt32();
        if (length < 0)
        {
            throw new InvalidDataException($"A list of ids in the artefact has length {length}.");
        }

        // Not allocated at the length that was read: see StepBytes.
        var ids = new List<string>(Math.Min(length, StepBytes / 16));
        for (var at = 0; at < length; at++)
        {
            ids.Add(reader.ReadString());
        }

        return [.. ids];
    }

    /// <summary>UTF-8 that refuses what is no text: a flipped bit must not become another shop key unnoticed.</summary>
    public static Encoding Text { get; } = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
}
