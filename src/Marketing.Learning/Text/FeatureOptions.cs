namespace Marketing.Learning.Text;

/// <summary>Which n-grams of tokens are features.</summary>
public sealed record FeatureOptions
{
    /// <summary>Largest n of n-grams of words, 1 to 3.</summary>
    public int WordOrder { get; init; } = 2;

    /// <summary>Largest n of n-grams with a Chinese character in them, 1 to 3.</summary>
    public int CharacterOrder { get; init; } = 3;

    /// <summary>Whether punctuation marks are tokens of n-grams; when not, n-grams span them.</summary>
    public bool Marks { get; init; }

    /// <summary>Whether English words are cut to their Porter2 stem.</summary>
    public bool Stem { get; init; }

    /// <summary>Whether English stop words (negations are none) are left out.</summary>
    public bool DropStopWords { get; init; }

    /// <summary>Whether English words after a negation, up to the end of the clause, are other features than the same words without.</summary>
    public bool MarkNegation { get; init; }

    /// <summary>Whether a Chinese character right behind a negation (不, 没, 没有, 无, 未) is another feature than the same without.</summary>
    public bool MarkDenial { get; init; }

    /// <summary>Writes what <see cref="Read"/> needs.</summary>
    public void Write(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write((byte)WordOrder);
        writer.Write((byte)CharacterOrder);
        writer.Write((byte)((Marks ? 1 : 0) | (Stem ? 2 : 0) | (DropStopWords ? 4 : 0) | (MarkNegation ? 8 : 0) | (MarkDenial ? 16 : 0)));
    }

    /// <exception cref="InvalidDataException">An order is out of range.</exception>
    public static FeatureOptions Read(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var (words, characters, flags) = (reader.ReadByte(), reader.ReadByte(), reader.ReadByte());
        return words is >= 1 and <= 3 && characters is >= 1 and <= 3
            ? new FeatureOptions
            {
                WordOrder = words,
                CharacterOrder = characters,
                Marks = (flags & 1) != 0,
                Stem = (flags & 2) != 0,
                DropStopWords = (flags & 4) != 0,
                MarkNegation = (flags & 8) != 0,
                MarkDenial = (flags & 16) != 0,
            }
            : throw new InvalidDataException($"N-grams of {words} words and {characters} characters.");
    }
}
