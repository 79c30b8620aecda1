namespace Marketing.Learning.Text;

/// <summary>Steps 2 to 4 of <see cref="Porter2"/>: the longest suffix of a list decides.</summary>
internal static class PorterSuffixes
{
    // Longest first within each list.
    private static readonly (string Suffix, string By)[] Second =
    [
        ("ization", "ize"),
        ("ational", "ate"),
        ("fulness", "ful"),
        ("ousness", "ous"),
        ("iveness", "ive"),
        ("tional", "tion"),
        ("biliti", "ble"),
        ("lessli", "less"),
        ("entli", "ent"),
        ("ation", "ate"),
        ("alism", "al"),
        ("aliti", "al"),
        ("ousli", "ous"),
        ("iviti", "ive"),
        ("fulli", "ful"),
        ("enci", "ence"),
        ("anci", "ance"),
        ("abli", "able"),
        ("izer", "ize"),
        ("ator", "ate"),
        ("alli", "al"),
        ("bli", "ble"),
        ("ogi", "og"),
        ("li", ""),
    ];

    private static readonly (string Suffix, string By)[] Third =
    [
        ("ational", "ate"),
        ("tional", "tion"),
        ("alize", "al"),
        ("icate", "ic"),
        ("iciti", "ic"),
        ("ative", ""),
        ("ical", "ic"),
        ("ness", ""),
        ("ful", ""),
    ];

    private static readonly string[] Fourth =
    [
        "ement",
        "ance",
        "ence",
        "able",
        "ible",
        "ment",
        "ant",
        "ent",
        "ism",
        "ate",
        "iti",
        "ous",
        "ive",
        "ize",
        "ion",
        "al",
        "er",
        "ic",
    ];

    public static void Step2(ref PorterWord word)
    {
        foreach (var (suffix, by) in Second)
        {
            if (!word.Ends(suffix))
            {
                continue;
            }

            var allowed = suffix switch
            {
                "ogi" => word.Before(3) == 'l',
                "li" => word.Before(2) is 'c' or 'd' or 'e' or 'g' or 'h' or 'k' or 'm' or 'n' or 'r' or 't',
                _ => true,
            };
            if (allowed && word.InR1(suffix.Length))
            {
                word.Replace(suffix.Length, by);
            }

            return;
        }
    }

    public static void Step3(ref PorterWord word)
    {
        foreach (var (suffix, by) in Third)
        {
            if (!word.Ends(suffix))
            {
                continue;
            }

            if (suffix == "ative" ? word.InR2(suffix.Length) : word.InR1(suffix.Length))
            {
                word.Replace(suffix.Length, by);
            }

            return;
        }
    }

    public static void Step4(ref PorterWord word)
    {
        foreach (var suffix in Fourth)
        {
            if (!word.Ends(suffix))
            {
                continue;
            }

            if (word.InR2(suffix.Length) && (suffix != "ion" || word.Before(3) is 's' or 't'))
            {
                word.Replace(suffix.Length, "");
            }

            return;
        }
    }
}
