namespace Marketing.Learning.Text;

/// <summary>How the tokenizer treats a UTF-16 unit.</summary>
internal enum CharacterClass : byte
{
    /// <summary>White space, control characters, unassigned: between tokens.</summary>
    Space = 0,
    Letter = 1,
    Digit = 2,

    /// <summary>Chinese characters and kana: a token each.</summary>
    Ideograph = 3,
    Mark = 4,
    Emoji = 5,

    /// <summary>Combining marks, joiners, variation selectors: belong to the token before them and change nothing.</summary>
    Ignored = 6,

    /// <summary>Joins letters: <c>don't</c>.</summary>
    Apostrophe = 7,
    Surrogate = 8,
}
