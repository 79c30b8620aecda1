using Marketing.Learning;
using Marketing.Learning.Text;

namespace Marketing.Sentiment.Duplicates;

/// <summary>
/// Makes the prints of reviews. 8 bands of 4 MinHashes each (Broder 1997; banding as in Leskovec, Rajaraman and Ullman, Mining of Massive Datasets, 3.4): a pair of similarity
/// s shares a band with probability 1 − (1 − s⁴)⁸, which is .985 at .8 and .055 at .3; the similarity itself is then computed. Not for two threads at once.
/// </summary>
/// <param name="shortWords">Reviews with fewer words are only like others of the same customer on the same product.</param>
internal sealed class ReviewPrinter(int shortWords)
{
    public const int BandCount = 8;
    private const int RowsOfBand = 4;
    private const int ShingleWords = 3;

    private readonly TokenBuffer _tokens = new();
    private readonly List<ulong> _words = [];

    /// <param name="text">The review.</param>
    /// <param name="userId">Who wrote it.</param>
    /// <param name="itemId">What it is about.</param>
    public ReviewPrint Print(string text, string userId, string itemId)
    {
        TextTokenizer.Read(text, _tokens);
        _words.Clear();
        foreach (ref readonly var token in _tokens.Tokens)
        {
            // Marks and emoji are what a template varies.
            if (token.Kind is TokenKind.Word or TokenKind.Character or TokenKind.Number)
            {
                _words.Add(token.Hash);
            }
        }

        return _words.Count < shortWords ? PrintShort(userId, itemId) : PrintLong();
    }

    private ReviewPrint PrintShort(string userId, string itemId)
    {
        var hash = Combine(TextTokenizer.HashOf(userId), TextTokenizer.HashOf(itemId));
        foreach (var word in _words)
        {
            hash = Combine(hash, word);
        }

        return new ReviewPrint([hash], [Fold(hash)]);
    }

    private ReviewPrint PrintLong()
    {
        var last = Math.Max(1, _words.Count - ShingleWords + 1);
        var shingles = new ulong[last];
        for (var at = 0; at < last; at++)
        {
            var hash = 0UL;
            for (var word = at; word < Math.Min(at + ShingleWords, _words.Count); word++)
            {
                hash = Combine(hash, _words[word]);
            }

            shingles[at] = hash;
        }

        Array.Sort(shingles);
        var distinct = Distinct(shingles);
        return new ReviewPrint(distinct, Bands(distinct));
    }

    private static int[] Bands(ulong[] shingles)
    {
        var bands = new int[BandCount];
        for (var band = 0; band < BandCount; band++)
        {
            var hash = (ulong)band;
            for (var row = 0; row < RowsOfBand; row++)
            {
                var seed = SplitMix64.Mix((ulong)((band * RowsOfBand) + row + 1));
                var least = ulong.MaxValue;
                foreach (var shingle in shingles)
                {
                    least = Math.Min(least, SplitMix64.Mix(shingle ^ seed));
                }

                hash = Combine(hash, least);
            }

            bands[band] = Fold(hash);
        }

        return bands;
    }

    private static ulong[] Distinct(ulong[] sorted)
    {
        var count = 1;
        for (var at = 1; at < sorted.Length; at++)
        {
            if (sorted[at] != sorted[at - 1])
            {
                sorted[count++] = sorted[at];
            }
        }

        return sorted[..count];
    }

    private static ulong Combine(ulong hash, ulong next) => SplitMix64.Mix(unchecked((hash * 31) + next));

    private static int Fold(ulong hash) => unchecked((int)(hash ^ (hash >> 32)));
}
