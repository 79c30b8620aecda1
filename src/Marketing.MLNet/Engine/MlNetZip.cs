using System.IO.Compression;
using Microsoft.ML;

namespace Marketing.MLNet.Engine;

/// <summary>ML.NET's own file of a model, kept inside the product's artefact: whoever wants to can take it out and use it elsewhere.</summary>
internal static class MlNetZip
{
    private const int LongestMegabytes = 1024;

    // The first that a zip can hold.
    private static readonly DateTimeOffset NoTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Saves a transformer. The file does not say when: the same model has the same bytes.</summary>
    public static byte[] Save(MLContext context, ITransformer model, DataViewSchema input)
    {
        using var stream = new MemoryStream();
        context.Model.Save(model, input, stream);
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Update, leaveOpen: true))
        {
            foreach (var entry in zip.Entries)
            {
                entry.LastWriteTime = NoTime;
            }
        }

        return stream.ToArray();
    }

    /// <summary>Loads one.</summary>
    /// <exception cref="InvalidDataException">The bytes are not a model of ML.NET's.</exception>
    public static ITransformer Load(MLContext context, byte[] zip)
    {
        try
        {
            using var stream = new MemoryStream(zip);
            return context.Model.Load(stream, out _);
        }
        catch (Exception unreadable) when (unreadable is not OutOfMemoryException)
        {
            throw new InvalidDataException($"The bytes are not a model of ML.NET's: {unreadable.Message}", unreadable);
        }
    }

    /// <summary>Writes the length, then the bytes.</summary>
    public static void Write(BinaryWriter writer, byte[] zip)
    {
        writer.Write(zip.Length);
        writer.Write(zip);
    }

    /// <summary>Reads them back.</summary>
    /// <exception cref="InvalidDataException">The length is not a model's, or the bytes end before it.</exception>
    public static byte[] Read(BinaryReader reader)
    {
        var length = reader.ReadInt32();
        if (length is <= 0 or > LongestMegabytes << 20)
        {
            throw new InvalidDataException($"A model of {length} bytes?");
        }

        var zip = reader.ReadBytes(length);
        return zip.Length == length ? zip : throw new InvalidDataException("The model's bytes end too early.");
    }
}
