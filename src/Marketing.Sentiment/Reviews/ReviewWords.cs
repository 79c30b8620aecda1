using Marketing.Learning.Text;

namespace Marketing.Sentiment.Reviews;

/// <summary>
/// The words by which a review is found, as 32-bit hashes: English words by their stem, numbers as they are, Chinese by single characters and pairs of neighbours (a pair is nearly
/// always a word or a part of one). A search asks for the same words, so both languages need one index and no extension of the database. Not for two threads at once.
/// </summary>
internal sealed class ReviewWords
{
    /// <summary>More words of one review are not looked up; the text is searched no further.</summary>
    public const int MostWords = 4_000;
    private const ulong PairFactor = 0x9E3779B97F4A7C15;

    private readonly TokenBuffer _tokens = new();
    private readonly char[] _stem = new char[64];
    private readonly HashSet<int> _words = [];

    /// <summary>The words of a review, none twice, in no particular order.</summary>
    public int[] Of(string text)
    {
        Read(text, isQuery: false);
        return [.. _words];
    }

    /// <summary>The words that a review must have to be found by <paramref name="query"/>; empty when it has none.</summary>
    public int[] OfQuery(string query)
    {
        Read(query, isQuery: true);
        return [.. _words];
    }

    private void Read(string text, bool isQuery)
    {
        TextTokenizer.Read(text, _tokens);
        _words.Clear();
        var tokens = _tokens.Tokens;
        for (var at = 0; at < tokens.Length && _words.Count < MostWords; at++)
        {
            ref readonly var token = ref tokens[at];
            if (token.Kind is TokenKind.Word or TokenKind.Number)
            {
                _words.Add(Hash(token));
            }
            else if (token.Kind == TokenKind.Character)
            {
                var (before, after) = (IsNext(tokens, at - 1), IsNext(tokens, at));
                if (after)
                {
                    _words.Add(Fold(unchecked((token.Hash * PairFactor) + tokens[at + 1].Hash)));
                }

                // Who asks for two characters asks for the pair: the single ones would be found in half of all reviews.
                if (!isQuery || (!before && !after))
                {
                    _words.Add(Fold(token.Hash));
                }
            }
        }
    }

    /// <summary>Are the token and the one after it neighbouring Chinese characters?</summary>
    private static bool IsNext(ReadOnlySpan<TextToken> tokens, int at) =>
        at >= 0
        && at + 1 < tokens.Length
        && tokens[at].Kind == TokenKind.Character
        && tokens[at + 1].Kind == TokenKind.Character
        && tokens[at].End == tokens[at + 1].Start;

    private int Hash(in TextToken token)
    {
        var word = _tokens.Folded(token);
        if (token.Kind == TokenKind.Number || word.Length > _stem.Length)
        {
            return Fold(token.Hash);
        }

        word.CopyTo(_stem);
        var length = Porter2.Stem(_stem.AsSpan(0, word.Length));
        return Fold(TextTokenizer.HashOf(_stem.AsSpan(0, length)));
    }

    private static int Fold(ulong hash) => unchecked((int)(hash ^ (hash >> 32)));
}
