namespace Marketing.Sentiment.Duplicates;

/// <summary>What of a review tells whether another says the same.</summary>
/// <param name="Shingles">Hashes of its sequences of three words, ascending, none twice. Of a short review: one, of all that makes it the same.</param>
/// <param name="Bands">Bands of the MinHash signature of <paramref name="Shingles"/>: whoever shares none is almost surely no near-duplicate.</param>
internal sealed record ReviewPrint(ulong[] Shingles, int[] Bands)
{
    /// <summary>Jaccard similarity |A ∩ B| ÷ |A ∪ B|; 1 for two without any word.</summary>
    public double SimilarityTo(ReviewPrint other)
    {
        var (mine, theirs) = (Shingles, other.Shingles);
        var (common, i, j) = (0, 0, 0);
        while (i < mine.Length && j < theirs.Length)
        {
            var order = mine[i].CompareTo(theirs[j]);
            common += order == 0 ? 1 : 0;
            i += order <= 0 ? 1 : 0;
            j += order >= 0 ? 1 : 0;
        }

        var union = mine.Length + theirs.Length - common;
        return union == 0 ? 1 : common / (double)union;
    }
}
