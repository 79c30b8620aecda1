namespace Marketing.Learning.Text;

/// <summary>Closed classes of English words, in folded form.</summary>
public static class EnglishWords
{
    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> StopWords = Set(
        """
        a an and the of in on at by for from to into onto with as is am are was were be been being it its it's this that these those i me my mine
        we us our ours you your yours he him his she her hers they them their theirs who whom which what when where while there here then than or
        if so such do does did doing done have has had having will would shall should can could may might must about above after again all also any
        because before below between both each few how i'm i've i'd i'll you're you've we're we've they're they've he's she's that's there's own
        same some through under until up very was were
        """
    );

    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> Negations = Set(
        """
        not no never none nobody nothing neither nor nowhere cannot cant dont doesnt didnt isnt arent wasnt werent wont wouldnt couldnt shouldnt
        hasnt havent hadnt aint without hardly barely scarcely rarely
        """
    );

    /// <summary>True for articles, pronouns, auxiliaries and the like; false for every negation.</summary>
    public static bool IsStopWord(ReadOnlySpan<char> folded) => StopWords.Contains(folded);

    /// <summary>True for <c>not</c>, <c>never</c>, <c>don't</c>, <c>dont</c>, … and every word that ends in <c>n't</c>.</summary>
    public static bool IsNegation(ReadOnlySpan<char> folded) => folded.EndsWith("n't") || Negations.Contains(folded);

    /// <summary>True for the marks that end what a negation reaches.</summary>
    public static bool EndsClause(ReadOnlySpan<char> folded) =>
        folded.Length > 0 && folded[0] is '.' or ',' or ';' or ':' or '!' or '?' or '(' or ')';

    private static HashSet<string>.AlternateLookup<ReadOnlySpan<char>> Set(string words) =>
        new HashSet<string>(
            words.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
            StringComparer.Ordinal
        ).GetAlternateLookup<ReadOnlySpan<char>>();
}
