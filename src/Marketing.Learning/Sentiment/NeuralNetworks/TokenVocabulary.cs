using Marketing.Learning.Numerics;
using Marketing.Learning.Text;

namespace Marketing.Learning.Sentiment.NeuralNetworks;

/// <summary>
/// Which tokens and pairs of neighbouring tokens have a vector of their own: the most frequent of the training texts. Pairs are what gives
/// Chinese, read by characters, its words.
/// </summary>
internal sealed class TokenVocabulary
{
    private const int RarestToken = 2;
    private const int RarestPair = 3;
    private readonly ulong[] _hashes;
    private readonly Dictionary<ulong, int> _rows;

    /// <param name="hashes">Of tokens and pairs, ascending; taken over.</param>
    /// <exception cref="InvalidDataException">They do not ascend.</exception>
    public TokenVocabulary(ulong[] hashes)
    {
        for (var at = 1; at < hashes.Length; at++)
        {
            if (hashes[at] <= hashes[at - 1])
            {
                throw new InvalidDataException("The hashes of a vocabulary do not ascend.");
            }
        }

        _hashes = hashes;
        _rows = new Dictionary<ulong, int>(hashes.Length);
        for (var row = 0; row < hashes.Length; row++)
        {
            _rows[hashes[row]] = row;
        }
    }

    /// <summary>Number of vectors.</summary>
    public int Count => _hashes.Length;

    /// <summary>Counts tokens and pairs of texts.</summary>
    /// <param name="texts">What to count.</param>
    /// <param name="most">Keeps at most so many; the more frequent first, then the lower hash.</param>
    /// <param name="cancel">Looked at every thousand texts.</param>
    public static TokenVocabulary Of(IReadOnlyList<string> texts, int most, CancellationToken cancel)
    {
        var (tokens, pairs, buffer) = (new Dictionary<ulong, int>(), new Dictionary<ulong, int>(), new TokenBuffer());
        for (var text = 0; text < texts.Count; text++)
        {
            if (text % 1000 == 0)
            {
                cancel.ThrowIfCancellationRequested();
            }

            TextTokenizer.Read(texts[text], buffer);
            var read = buffer.Tokens;
            for (var at = 0; at < read.Length; at++)
            {
                tokens[read[at].Hash] = tokens.GetValueOrDefault(read[at].Hash) + 1;
                if (at + 1 < read.Length)
                {
                    var pair = Pair(read[at].Hash, read[at + 1].Hash);
                    pairs[pair] = pairs.GetValueOrDefault(pair) + 1;
                }
            }
        }

        var kept = tokens
            .Where(token => token.Value >= RarestToken)
            .Concat(pairs.Where(pair => pair.Value >= RarestPair))
            .OrderByDescending(feature => feature.Value)
            .ThenBy(feature => feature.Key)
            .Take(most)
            .Select(feature => feature.Key);
        return new TokenVocabulary([.. kept.Distinct().Order()]);
    }

    public static TokenVocabulary Read(BinaryReader reader) => new(reader.ReadArray<ulong>());

    public void Write(BinaryWriter writer) => writer.WriteArray<ulong>(_hashes);

    /// <summary>Reads a text.</summary>
    /// <param name="text">Any Unicode, also empty.</param>
    /// <param name="most">Of a longer text the first and the last half of so many tokens are read: reviews judge at the end.</param>
    /// <param name="buffer">This thread's own.</param>
    public EncodedText Encode(ReadOnlySpan<char> text, int most, TokenBuffer buffer)
    {
        TextTokenizer.Read(text, buffer);
        var read = buffer.Tokens;
        var count = Math.Min(read.Length, most);
        var (head, left) = ((count + 1) / 2, read.Length - count);
        var rows = new int[2 * count];
        for (var at = 0; at < count; at++)
        {
            var place = at < head ? at : at + left;
            rows[2 * at] = Row(read[place].Hash);
            rows[(2 * at) + 1] = place + 1 < read.Length ? Row(Pair(read[place].Hash, read[place + 1].Hash)) : -1;
        }

        return new EncodedText(rows);
    }

    /// <summary>Where the token at a position of an encoded text stands among all tokens of the text.</summary>
    public static int Place(int position, int count, int tokens) => position < (count + 1) / 2 ? position : position + tokens - count;

    private static ulong Pair(ulong first, ulong second) => SplitMix64.Mix(first ^ SplitMix64.Mix(second));

    private int Row(ulong hash) => _rows.GetValueOrDefault(hash, -1);
}

/// <summary>A text as rows of the embedding.</summary>
/// <param name="Rows">Two a position: the token and the pair that begins with it; −1 where it has no vector. Shape [positions × 2].</param>
internal readonly record struct EncodedText(int[] Rows)
{
    /// <summary>Number of positions.</summary>
    public int Length => Rows.Length / 2;

    /// <summary>Whether anything in it was ever seen.</summary>
    public bool IsKnown => Rows.AsSpan().ContainsAnyExcept(-1);
}
