using System.Text;

namespace Marketing.Learning.Recommenders.Content;

/// <summary>
/// The words of a name or a description: runs of letters and digits in lower case, an English plural as its singular; of Chinese, which has
/// no blanks, every two neighbouring characters (a lone one by itself).
/// </summary>
internal static class ContentWords
{
    private const int Longest = 40;

    /// <summary>In the order of the text, repeats kept.</summary>
    /// <param name="text">Any text; halves of surrogate pairs divide words.</param>
    /// <param name="most">Words at most: a page pasted into a description must not swamp the rest.</param>
    public static List<string> Of(string text, int most)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        Rune? previous = null;
        var isAlone = true;
        foreach (var original in text.EnumerateRunes())
        {
            var rune = Fold(original);
            if (IsHan(rune))
            {
                Flush(word, words);
                if (previous is { } before)
                {
                    words.Add($"{before}{rune}");
                    isAlone = false;
                }

                previous = rune;
            }
            else
            {
                EndHan(ref previous, ref isAlone, words);
                if (Rune.IsLetterOrDigit(rune))
                {
                    word.Append(rune);
                }
                else
                {
                    Flush(word, words);
                }
            }

            if (words.Count >= most)
            {
                return words[..most];
            }
        }

        Flush(word, words);
        EndHan(ref previous, ref isAlone, words);
        return words.Count > most ? words[..most] : words;
    }

    private static void EndHan(ref Rune? previous, ref bool isAlone, List<string> words)
    {
        if (previous is { } last && isAlone)
        {
            words.Add(last.ToString());
        }

        (previous, isAlone) = (null, true);
    }

    private static void Flush(StringBuilder word, List<string> words)
    {
        if (word.Length is > 0 and <= Longest)
        {
            var isPlural = word.Length > 3 && word[^1] == 's' && word[^2] is not ('s' or 'u' or 'i');
            words.Add(word.ToString(0, word.Length - (isPlural ? 1 : 0)));
        }

        word.Clear();
    }

    // Full-width forms are the ASCII ones for a keyboard that writes Chinese.
    private static Rune Fold(Rune rune) =>
        Rune.ToLowerInvariant(rune.Value is >= 0xFF01 and <= 0xFF5E ? new Rune(rune.Value - 0xFEE0) : rune);

    private static bool IsHan(Rune rune) =>
        rune.Value is (>= 0x4E00 and <= 0x9FFF) or (>= 0x3400 and <= 0x4DBF) or (>= 0x20000 and <= 0x3134F) or (>= 0xF900 and <= 0xFAFF);
}
