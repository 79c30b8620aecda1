namespace Marketing.Learning.Text;

/// <summary>Which of the two languages a passage is in, by its script: a Chinese character says about as much as half an English word.</summary>
public static class LanguageGuess
{
    /// <summary>Chinese.</summary>
    public const string Chinese = "zh";

    /// <summary>English, and whatever else is written in words.</summary>
    public const string English = "en";

    /// <summary>The language of tokens; English when they are even, and when there are neither words nor characters.</summary>
    public static string Of(ReadOnlySpan<TextToken> tokens)
    {
        var (characters, words) = (0, 0);
        foreach (ref readonly var token in tokens)
        {
            characters += token.Kind == TokenKind.Character ? 1 : 0;
            words += token.Kind == TokenKind.Word ? 2 : 0;
        }

        return characters > words ? Chinese : English;
    }
}
