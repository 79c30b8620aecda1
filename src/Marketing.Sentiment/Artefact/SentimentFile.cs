using System.Text;
using Marketing.Learning.Sentiment;

namespace Marketing.Sentiment.Artefact;

/// <summary>What an artefact holds: the shop's own model, if any, and how much the base says beside it.</summary>
/// <param name="Own">Null: the base alone.</param>
/// <param name="GroundShare">Share of the base, in [0, 1].</param>
internal sealed record SentimentContent(ITextClassifier? Own, double GroundShare);

/// <summary>The payload of a <c>sentiment</c> artefact. The base is not in it: the product has it.</summary>
internal static class SentimentFile
{
    private const uint Magic = 0x4E45534D; // "MSEN"
    private const int FormatVersion = 1;

    // UTF-8 that refuses what is no text: a flipped bit must not become another word unnoticed.
    private static readonly UTF8Encoding Text = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static void Write(ITextClassifier? own, double groundShare, Stream artefact)
    {
        using var writer = new BinaryWriter(artefact, Text, leaveOpen: true);
        writer.Write(Magic);
        writer.Write(FormatVersion);
        writer.Write(groundShare);
        writer.Write(own is not null);
        if (own is not null)
        {
            TextClassifierFile.Write(own, writer);
        }

        writer.Write(Magic);
    }

    /// <exception cref="InvalidDataException">The bytes are another model's, of another format, or cut off.</exception>
    public static SentimentContent Read(Stream artefact)
    {
        using var reader = new BinaryReader(artefact, Text, leaveOpen: true);
        try
        {
            Require(reader.ReadUInt32() == Magic, "it is not a sentiment artefact");
            var format = reader.ReadInt32();
            Require(format == FormatVersion, $"its format is {format}, this program reads {FormatVersion}");
            var groundShare = reader.ReadDouble();
            Require(groundShare is >= 0 and <= 1, "the base's share in it is not between 0 and 1");
            var own = reader.ReadBoolean() ? TextClassifierFile.Read(reader) : null;
            Require(own is null || own.Classes is 2 or 3, "its model has neither two nor three classes");
            Require(reader.ReadUInt32() == Magic, "its end is missing");
            return new SentimentContent(own, groundShare);
        }
        catch (Exception exception) when (exception is EndOfStreamException or ArgumentException)
        {
            throw new InvalidDataException($"The artefact cannot be served: {exception.Message}", exception);
        }
    }

    private static void Require(bool holds, string what)
    {
        if (!holds)
        {
            throw new InvalidDataException($"The artefact cannot be served: {what}.");
        }
    }
}
