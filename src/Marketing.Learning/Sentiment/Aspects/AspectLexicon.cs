namespace Marketing.Learning.Sentiment.Aspects;

/// <summary>Aspects and their terms, ready to be looked for. Immutable, safe for any number of threads.</summary>
public sealed class AspectLexicon
{
    private readonly string[] _aspects;

    /// <param name="aspects">Aspect → its terms in either language. Of a term that stands under two aspects the first counts.</param>
    public AspectLexicon(IEnumerable<KeyValuePair<string, IReadOnlyList<string>>> aspects)
    {
        ArgumentNullException.ThrowIfNull(aspects);
        var lists = aspects.ToArray();
        _aspects = [.. lists.Select(list => list.Key)];
        Terms = new TermMatcher(lists.SelectMany((list, number) => list.Value.Select(term => (term, number))));
    }

    internal TermMatcher Terms { get; }

    internal string NameOf(int number) => _aspects[number];
}
