namespace Marketing.Learning.Text;

/// <summary>Where a Chinese character stands right behind a negation: 差 in 不差 is another thing than 差.</summary>
internal static class ChineseNegation
{
    /// <summary>True for a character behind 不, 没, 无, 未 or 没有, with nothing in between.</summary>
    /// <param name="tokens">The tokens of a text.</param>
    /// <param name="at">Which of them.</param>
    public static bool Reaches(TokenBuffer tokens, int at)
    {
        var before = CharacterBefore(tokens, at);
        return before is '不' or '没' or '无' or '未' || (before == '有' && CharacterBefore(tokens, at - 1) == '没');
    }

    private static char CharacterBefore(TokenBuffer tokens, int at)
    {
        var all = tokens.Tokens;
        return at > 0 && all[at - 1].Kind == TokenKind.Character && all[at - 1].End == all[at].Start ? tokens.Folded(all[at - 1])[0] : '\0';
    }
}
