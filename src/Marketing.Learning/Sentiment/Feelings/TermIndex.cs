namespace Marketing.Learning.Sentiment.Feelings;

/// <summary>Where a term stands in a text.</summary>
/// <param name="First">Index of its first token.</param>
/// <param name="Count">Tokens, at least 1.</param>
/// <param name="Value">What the index knows of the term.</param>
internal readonly record struct TermPlace(int First, int Count, int Value);

/// <summary>Finds terms of one or more words in a text; English words in any form (by their stem), Chinese by their characters. Immutable.</summary>
internal sealed class TermIndex
{
    private readonly Dictionary<ulong, List<(ulong[] Words, int Value)>> _byFirst = [];

    /// <param name="terms">Terms with what is known of each; of a term that comes twice the first counts. One without any word or emoji is left out.</param>
    public TermIndex(IEnumerable<(string Term, int Value)> terms)
    {
        var reader = new TermTokens();
        foreach (var (term, value) in terms)
        {
            reader.Read(term);
            if (reader.Count == 0)
            {
                continue;
            }

            ulong[] words = [.. reader.Words];
            if (!_byFirst.TryGetValue(words[0], out var known))
            {
                _byFirst[words[0]] = known = [];
            }

            if (!known.Exists(other => other.Words.AsSpan().SequenceEqual(words)))
            {
                known.Add((words, value));
                known.Sort((a, b) => b.Words.Length.CompareTo(a.Words.Length));
            }
        }
    }

    /// <summary>Appends every term of a text, from left to right, the longest where several begin, none over another.</summary>
    public void Find(TermTokens text, List<TermPlace> places)
    {
        var words = text.Words;
        for (var at = 0; at < words.Length; at++)
        {
            if (Longest(words[at..]) is { Count: > 0 } found)
            {
                places.Add(found with { First = at });
                at += found.Count - 1;
            }
        }
    }

    private TermPlace Longest(ReadOnlySpan<ulong> words)
    {
        if (_byFirst.TryGetValue(words[0], out var known))
        {
            foreach (var (term, value) in known)
            {
                if (words.StartsWith(term))
                {
                    return new TermPlace(0, term.Length, value);
                }
            }
        }

        return default;
    }
}
