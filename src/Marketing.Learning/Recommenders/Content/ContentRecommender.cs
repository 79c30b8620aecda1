using Marketing.Learning.Recommenders.Popular;

namespace Marketing.Learning.Recommenders.Content;

/// <summary>
/// score(j) = (1 + ln(1 + n_j))^Popularity · Σ_m Decay^m · similarity(h_m, j): h_0 is the newest event, n_j how many users have j. An item that
/// nobody has yet is scored like any other; without a history, popularity decides.
/// </summary>
internal sealed class ContentRecommender : IRecommender
{
    public const string Name = "content";
    private const int MostEvents = 100;
    private readonly ContentSpace _space;
    private readonly PopularRecommender _popular;
    private readonly double _decay;
    private readonly double _popularity;
    private readonly float[] _boost;

    /// <param name="space">The items' vectors.</param>
    /// <param name="popular">How many users have each item.</param>
    /// <param name="decay">Weight of an event against the next newer one.</param>
    /// <param name="popularity">Exponent of the popularity.</param>
    /// <exception cref="InvalidDataException">The shapes disagree or a setting is out of range.</exception>
    public ContentRecommender(ContentSpace space, PopularRecommender popular, double decay, double popularity)
    {
        if (space.ItemCount != popular.ItemCount || !(decay is >= 0 and <= 1) || !(popularity is >= 0 and <= 10))
        {
            throw new InvalidDataException("The descriptions do not fit the items, or a setting is out of range.");
        }

        (_space, _popular, _decay, _popularity) = (space, popular, decay, popularity);
        _boost = [.. popular.UserCounts.ToArray().Select(count => (float)Math.Pow(1 + Math.Log(1 + count), popularity))];
    }

    public string Algorithm => Name;

    public int ItemCount => _space.ItemCount;

    public float Floor => 0;

    /// <summary>Where the items lie by their descriptions.</summary>
    public ContentSpace Space => _space;

    public static ContentRecommender Read(BinaryReader reader) =>
        new(ContentSpace.Read(reader), PopularRecommender.Read(reader), reader.ReadDouble(), reader.ReadDouble());

    public void Score(History history, Span<float> scores)
    {
        if (history.Length == 0)
        {
            _popular.Score(history, scores);
            return;
        }

        scores.Clear();
        var weight = 1.0;
        for (var at = history.Length - 1; at >= Oldest(history); at--, weight *= _decay)
        {
            _space.AddSimilarity(_space.VectorOf(history.Items[at]), (float)weight, scores);
        }

        System.Numerics.Tensors.TensorPrimitives.Multiply(scores, _boost, scores);
    }

    public void Explain(History history, int item, Span<float> contributions)
    {
        contributions.Clear();
        var own = _space.VectorOf(item);
        var weight = 1.0;
        for (var at = history.Length - 1; at >= Oldest(history); at--, weight *= _decay)
        {
            contributions[at] = _boost[item] * (float)weight * _space.VectorOf(history.Items[at]).Similarity(own);
        }
    }

    public void Write(BinaryWriter writer)
    {
        _space.Write(writer);
        _popular.Write(writer);
        writer.Write(_decay);
        writer.Write(_popularity);
    }

    private static int Oldest(History history) => Math.Max(0, history.Length - MostEvents);
}
