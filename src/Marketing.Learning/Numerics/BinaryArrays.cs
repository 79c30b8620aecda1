using System.Runtime.InteropServices;

namespace Marketing.Learning.Numerics;

/// <summary>Arrays of plain numbers in a model file: length, then the bytes (little endian).</summary>
internal static class BinaryArrays
{
    // Read in steps, so that a corrupt length meets the end of the stream before it asks for gigabytes.
    private const int StepBytes = 1 << 22;

    public static void WriteArray<T>(this BinaryWriter writer, ReadOnlySpan<T> values)
        where T : unmanaged
    {
        writer.Write(values.Length);
        var step = StepBytes / Size<T>();
        for (var start = 0; start < values.Length; start += step)
        {
            writer.Write(MemoryMarshal.AsBytes(values.Slice(start, Math.Min(values.Length - start, step))));
        }
    }

    /// <exception cref="InvalidDataException">The length is negative.</exception>
    /// <exception cref="EndOfStreamException">The stream ends before the array does.</exception>
    public static T[] ReadArray<T>(this BinaryReader reader)
        where T : unmanaged
    {
        var length = reader.ReadInt32();
        if (length < 0)
        {
            throw new InvalidDataException($"An array of the model has length {length}.");
        }

        var step = StepBytes / Size<T>();
        var values = new T[Math.Min(length, step)];
        for (var start = 0; start < length; start += step)
        {
            var count = Math.Min(step, length - start);
            if (values.Length < start + count)
            {
                Array.Resize(ref values, (int)Math.Min(length, Math.Max(2L * values.Length, start + count)));
            }

            reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan(start, count)));
        }

        return values;
    }

    private static unsafe int Size<T>()
        where T : unmanaged => sizeof(T);
}
