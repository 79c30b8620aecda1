using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;

namespace Marketing.Training;

/// <summary>
/// The first 4,096 bytes of an artefact. Layout: magic "MKTMODEL" (8), format version (2, little endian), length of the JSON (2), the JSON
/// below, zeros, and SHA-256 of all that (the last 32). A fixed size lets it be written after the payload, when length and hash are known.
/// </summary>
internal sealed record ArtefactHeader
{
    /// <summary>Bytes before the payload.</summary>
    public const int Size = 4096;

    private const ushort FormatVersion = 1;
    private const int JsonAt = 12;
    private const int HashAt = Size - SHA256.HashSizeInBytes;

    public required string Model { get; init; }
    public required int Version { get; init; }
    public required string Algorithm { get; init; }
    public required string Engine { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? Watermark { get; init; }
    public required long PayloadLength { get; init; }

    /// <summary>SHA-256 of the payload, lower-case hex.</summary>
    public required string Checksum { get; init; }

    private static ReadOnlySpan<byte> Magic => "MKTMODEL"u8;

    public byte[] ToBytes()
    {
        var block = new byte[Size];
        var json = JsonSerializer.SerializeToUtf8Bytes(this, ReportJson.Options);
        if (json.Length > HashAt - JsonAt)
        {
            throw new InvalidOperationException($"The header of {Model} needs {json.Length} bytes; {HashAt - JsonAt} fit.");
        }

        Magic.CopyTo(block);
        BinaryPrimitives.WriteUInt16LittleEndian(block.AsSpan(8), FormatVersion);
        BinaryPrimitives.WriteUInt16LittleEndian(block.AsSpan(10), (ushort)json.Length);
        json.CopyTo(block, JsonAt);
        SHA256.HashData(block.AsSpan(0, HashAt), block.AsSpan(HashAt));
        return block;
    }

    /// <summary>Reads the header and leaves the stream at the payload.</summary>
    /// <exception cref="InvalidDataException">It is not one of ours, of another format, or damaged.</exception>
    public static ArtefactHeader Read(Stream stream)
    {
        var block = new byte[Size];
        var read = stream.ReadAtLeast(block, Size, throwOnEndOfStream: false);
        if (read == 0)
        {
            throw new InvalidDataException("There is no artefact: it is not kept any more, or was never written.");
        }

        if (read < Size || !block.AsSpan(0, 8).SequenceEqual(Magic))
        {
            throw new InvalidDataException("This is not a model artefact.");
        }

        var format = BinaryPrimitives.ReadUInt16LittleEndian(block.AsSpan(8));
        if (format != FormatVersion)
        {
            throw new InvalidDataException($"The artefact has format {format}; this program reads format {FormatVersion}.");
        }

        if (!SHA256.HashData(block.AsSpan(0, HashAt)).AsSpan().SequenceEqual(block.AsSpan(HashAt)))
        {
            throw new InvalidDataException("The artefact's header is damaged.");
        }

        int length = BinaryPrimitives.ReadUInt16LittleEndian(block.AsSpan(10));
        try
        {
            return JsonSerializer.Deserialize<ArtefactHeader>(block.AsSpan(JsonAt, Math.Min(length, HashAt - JsonAt)), ReportJson.Options)
                ?? throw new InvalidDataException("The artefact's header is empty.");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException("The artefact's header cannot be read.", e);
        }
    }

    /// <summary>Refuses an artefact that is whole but not the one asked for.</summary>
    /// <exception cref="InvalidDataException">Another model's, another version's, or with another checksum than the registry's.</exception>
    public void Expect(string model, int? version, string? checksum)
    {
        if (Model != model)
        {
            throw new InvalidDataException($"The artefact belongs to the model \"{Model}\", not to \"{model}\".");
        }

        if (version is not null && Version != version)
        {
            throw new InvalidDataException($"The artefact is version {Version} of {model}, not {version}.");
        }

        if (checksum is not null && Checksum != checksum)
        {
            throw new InvalidDataException(
                $"The artefact of {model} version {Version} has the checksum {Checksum}, the registry says {checksum}."
            );
        }
    }
}
