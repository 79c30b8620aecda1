namespace Marketing.Learning.Text;

/// <summary>
/// The English stemmer Porter2 (M. Porter, "The English (Porter2) stemming algorithm", snowballstem.org). Works in place.
/// </summary>
public static class Porter2
{
    /// <summary>Longer words are left as they are: they are no words.</summary>
    public const int LongestWord = 64;

    private static readonly Dictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> Exceptions = new Dictionary<string, string>(
        StringComparer.Ordinal
    )
    {
        ["skis"] = "ski",
        ["skies"] = "sky",
        ["dying"] = "die",
        ["lying"] = "lie",
        ["tying"] = "tie",
        ["idly"] = "idl",
        ["gently"] = "gentl",
        ["ugly"] = "ugli",
        ["early"] = "earli",
        ["only"] = "onli",
        ["singly"] = "singl",
        ["sky"] = "sky",
        ["news"] = "news",
        ["howe"] = "howe",
        ["atlas"] = "atlas",
        ["cosmos"] = "cosmos",
        ["bias"] = "bias",
        ["andes"] = "andes",
    }.GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> DoneAfterStep1a = new HashSet<string>(
        ["inning", "outing", "canning", "herring", "earring", "proceed", "exceed", "succeed"],
        StringComparer.Ordinal
    ).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Cuts a word to its stem.</summary>
    /// <param name="word">Lower-case letters and apostrophes; overwritten by the stem. At most 64 units, else nothing is done.</param>
    /// <returns>Length of the stem.</returns>
    public static int Stem(Span<char> word)
    {
        if (word.Length is <= 2 or > LongestWord)
        {
            return word.Length;
        }

        if (Exceptions.TryGetValue(word, out var exception))
        {
            exception.CopyTo(word);
            return exception.Length;
        }

        return new PorterWord(word).Stem(DoneAfterStep1a);
    }
}
