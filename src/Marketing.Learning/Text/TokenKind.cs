namespace Marketing.Learning.Text;

/// <summary>What a token is.</summary>
public enum TokenKind : byte
{
    /// <summary>Letters and digits of a script that puts spaces between words.</summary>
    Word = 0,

    /// <summary>Digits only.</summary>
    Number = 1,

    /// <summary>One character of a script without spaces between words: Chinese characters and kana.</summary>
    Character = 2,

    /// <summary>An emoji (with its modifiers) or an emoticon such as <c>:-)</c>.</summary>
    Emoji = 3,

    /// <summary>A punctuation mark or symbol; the same mark repeated is one token.</summary>
    Mark = 4,
}
