using Marketing.Learning.Numerics;
using Marketing.Learning.Text;

namespace Marketing.Learning.Sentiment.Linear;

/// <summary>
/// Which words and characters a model has seen. Hashed features cannot tell: any text shares buckets with some n-gram of a large training set, and nonsense would get a feeling.
/// A Bloom filter ("Space/time trade-offs in hash coding with allowable errors", 1970): 1 MB; of 200,000 words, 1 in 3,000 others passes for known.
/// </summary>
internal sealed class KnownWords
{
    private const int Bits = 23;
    private const int Probes = 3;

    private readonly ulong[] _bits;

    private KnownWords(ulong[] bits) => _bits = bits;

    /// <summary>None yet.</summary>
    public static KnownWords None() => new(new ulong[1 << (Bits - 6)]);

    /// <summary>Adds the words of a text, in the form in which features are made of them. For any number of threads at once: any order sets the same bits.</summary>
    /// <param name="features">The occurrences of its features.</param>
    /// <param name="lately">What this thread added; one a thread.</param>
    public void Add(ReadOnlySpan<TextFeature> features, Lately lately)
    {
        foreach (ref readonly var feature in features)
        {
            if (feature.Order == 1 && !lately.Holds(feature.Hash))
            {
                Add(feature.Hash);
            }
        }
    }

    /// <summary>True when a word or character of the text is known: marks and numbers say nothing by themselves.</summary>
    public bool HasAny(TokenBuffer tokens, ReadOnlySpan<TextFeature> features)
    {
        foreach (ref readonly var feature in features)
        {
            if (
                feature.Order == 1
                && tokens.Tokens[feature.Last].Kind is TokenKind.Word or TokenKind.Character or TokenKind.Emoji
                && Has(feature.Hash)
            )
            {
                return true;
            }
        }

        return false;
    }

    public void Write(BinaryWriter writer) => writer.WriteArray<ulong>(_bits);

    /// <exception cref="InvalidDataException">The bytes are none of these.</exception>
    public static KnownWords Read(BinaryReader reader) =>
        reader.ReadArray<ulong>() is { Length: 1 << (Bits - 6) } bits
            ? new KnownWords(bits)
            : throw new InvalidDataException("The known words of a linear model are none.");

    private bool Has(ulong hash)
    {
        for (var probe = 0; probe < Probes; probe++)
        {
            var place = Place(hash, probe);
            if ((_bits[place >> 6] & (1UL << (int)(place & 63))) == 0)
            {
                return false;
            }
        }

        return true;
    }

    private void Add(ulong hash)
    {
        for (var probe = 0; probe < Probes; probe++)
        {
            var place = Place(hash, probe);
            ref var bits = ref _bits[place >> 6];
            var bit = 1UL << (int)(place & 63);
            // Looking is cheaper than writing, and many have come before.
            if ((Volatile.Read(ref bits) & bit) == 0)
            {
                Interlocked.Or(ref bits, bit);
            }
        }
    }

    private static ulong Place(ulong hash, int probe) => SplitMix64.Mix(unchecked(hash + (ulong)probe)) >> (64 - Bits);

    /// <summary>Words that were added lately: most words of a text have come before, and one look tells it where the filter takes three.</summary>
    public sealed class Lately
    {
        private const int Places = 1 << 14;
        private readonly ulong[] _words = new ulong[Places];

        /// <summary>Whether it is remembered; it is from now on, in place of another.</summary>
        public bool Holds(ulong hash)
        {
            ref var place = ref _words[hash & (Places - 1)];
            if (place == hash && hash != 0)
            {
                return true;
            }

            place = hash;
            return false;
        }
    }
}
