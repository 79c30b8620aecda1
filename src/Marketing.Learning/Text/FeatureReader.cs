namespace Marketing.Learning.Text;

/// <summary>
/// From a text to the n-grams in it. Holds memory that is used again for the next text: no allocation once it has seen a text as long. One a thread.
/// </summary>
/// <param name="options">Which n-grams.</param>
public sealed class FeatureReader(FeatureOptions options)
{
    // Any odd constant with its bits well spread: n-grams of the same tokens in another order must differ.
    private const ulong OrderFactor = 0xD6E8FEB86659FD93;
    private const ulong NegatedMark = 0xA0761D6478BD642F;

    private readonly char[] _stem = new char[Porter2.LongestWord];
    private TextFeature[] _features = new TextFeature[1024];
    private ulong[] _hashes = new ulong[256];
    private int[] _used = new int[256];

    private readonly TokenBuffer _own = new();
    private TokenBuffer? _read;
    private int _usedCount;

    /// <summary>The tokens of the text that was read last.</summary>
    public TokenBuffer Tokens => _read ?? _own;

    /// <summary>Indices of the tokens that features are made of, ascending: an n-gram's are neighbours here. Valid until the next call.</summary>
    public ReadOnlySpan<int> Used => _used.AsSpan(0, _usedCount);

    /// <summary>Reads the features of a text.</summary>
    /// <returns>One entry an occurrence, ordered by last token, then by order; valid until the next call.</returns>
    public ReadOnlySpan<TextFeature> Read(ReadOnlySpan<char> text)
    {
        TextTokenizer.Read(text, _own);
        return Read(_own);
    }

    /// <summary>Reads the features of a text that has been cut into tokens.</summary>
    /// <param name="read">Its tokens; kept until the next call.</param>
    /// <returns>One entry an occurrence, ordered by last token, then by order; valid until the next call.</returns>
    public ReadOnlySpan<TextFeature> Read(TokenBuffer read)
    {
        ArgumentNullException.ThrowIfNull(read);
        _read = read;
        var used = _usedCount = Choose();
        if (_features.Length < 3 * used)
        {
            _features = new TextFeature[Math.Max(3 * used, 2 * _features.Length)];
        }

        var tokens = Tokens.Tokens;
        var (features, hashes, indices, count) = (_features, _hashes, _used, 0);
        var (words, characters) = (options.WordOrder, options.CharacterOrder);
        // How many tokens back a Chinese character stands, at most 3: an n-gram that reaches it has the characters' order.
        var sinceCharacter = 3;
        for (var at = 0; at < used; at++)
        {
            sinceCharacter = tokens[indices[at]].Kind == TokenKind.Character ? 0 : Math.Min(3, sinceCharacter + 1);
            var hash = hashes[at];
            var last = indices[at];
            features[count++] = new TextFeature(hash, last, last, 1);
            var longest = Math.Min(sinceCharacter == 3 ? words : Math.Max(words, characters), at + 1);
            for (var order = 2; order <= longest; order++)
            {
                hash = unchecked((hash * OrderFactor) + hashes[at - order + 1]);
                if (order > (sinceCharacter < order ? characters : words))
                {
                    continue;
                }

                features[count++] = new TextFeature(Finish(hash), indices[at - order + 1], last, order);
            }
        }

        return features.AsSpan(0, count);
    }

    private static ulong Finish(ulong hash) => unchecked((hash ^ (hash >> 32)) * OrderFactor) ^ (hash >> 29);

    /// <summary>Picks the tokens that features are made of, with the hash each has there.</summary>
    private int Choose()
    {
        var tokens = Tokens.Tokens;
        if (_used.Length < tokens.Length)
        {
            (_used, _hashes) = (new int[Math.Max(tokens.Length, 2 * _used.Length)], new ulong[Math.Max(tokens.Length, 2 * _used.Length)]);
        }

        var (used, negated) = (0, false);
        var (plain, denial) = (!options.Stem && !options.DropStopWords && !options.MarkNegation, options.MarkDenial);
        for (var at = 0; at < tokens.Length; at++)
        {
            ref readonly var token = ref tokens[at];
            if (token.Kind == TokenKind.Mark && !options.Marks)
            {
                negated &= plain || !EnglishWords.EndsClause(Tokens.Folded(token));
                continue;
            }

            _used[used] = at;
            _hashes[used] = token.Hash;
            if (plain || Keeps(token, ref _hashes[used], ref negated))
            {
                _hashes[used] ^= denial && token.Kind == TokenKind.Character && ChineseNegation.Reaches(Tokens, at) ? NegatedMark : 0;
                used++;
            }
        }

        return used;
    }

    /// <summary>False for a stop word that is left out; else the hash is that of the stem, and of its negation.</summary>
    private bool Keeps(in TextToken token, ref ulong hash, ref bool negated)
    {
        var folded = Tokens.Folded(token);
        if (token.Kind != TokenKind.Word)
        {
            negated &= token.Kind != TokenKind.Mark || !EnglishWords.EndsClause(folded);
            return true;
        }

        if (options.DropStopWords && EnglishWords.IsStopWord(folded))
        {
            return false;
        }

        if (options.Stem && folded.Length <= _stem.Length)
        {
            folded.CopyTo(_stem);
            hash = TextTokenizer.HashOf(_stem.AsSpan(0, Porter2.Stem(_stem.AsSpan(0, folded.Length))));
        }

        if (options.MarkNegation)
        {
            var before = negated;
            negated |= EnglishWords.IsNegation(folded);
            hash ^= before ? NegatedMark : 0;
        }

        return true;
    }
}
