namespace Marketing.Sentiment.Duplicates;

/// <summary>Groups of reviews that say the same, each known by its oldest member's print.</summary>
/// <param name="similarity">Jaccard similarity from which two reviews say the same.</param>
internal sealed class ReviewGroups(double similarity)
{
    private readonly Dictionary<int, List<(long GroupId, ReviewPrint Print)>> _byBand = [];

    /// <summary>Makes a group known.</summary>
    public void Add(long groupId, ReviewPrint print)
    {
        foreach (var band in print.Bands.Distinct())
        {
            if (!_byBand.TryGetValue(band, out var groups))
            {
                _byBand[band] = groups = [];
            }

            groups.Add((groupId, print));
        }
    }

    /// <summary>The most similar group; a new one, <paramref name="newGroupId"/>, when none is similar enough.</summary>
    public long Join(ReviewPrint print, long newGroupId)
    {
        var (best, bestSimilarity) = (newGroupId, 0.0);
        foreach (var band in print.Bands)
        {
            foreach (var (groupId, other) in _byBand.GetValueOrDefault(band) ?? [])
            {
                var like = print.SimilarityTo(other);
                if (like >= similarity && like > bestSimilarity)
                {
                    (best, bestSimilarity) = (groupId, like);
                }
            }
        }

        if (best == newGroupId)
        {
            Add(newGroupId, print);
        }

        return best;
    }
}
