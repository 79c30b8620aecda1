using Marketing.Learning.Numerics;

namespace Marketing.Learning.Recommenders.Hybrid;

/// <summary>
/// Recommendation = f(user, item): the parts propose candidates, and a learned blend of their scores with the item's popularity, trend and
/// age and the user's habits puts them in order. Candidates score above 1; what no part proposes but some part scores lies between 0 and 1;
/// what nobody says anything about is at the floor.
/// </summary>
internal sealed class HybridRecommender : IRecommender
{
    public const string Name = "hybrid";
    private readonly IReadOnlyList<IRecommender> _models;
    private readonly IReadOnlyList<(int Model, int Newest)> _views;
    private readonly IReadOnlyList<HybridPart> _parts;
    private readonly ItemTrends _trends;
    private readonly ItemTraits _traits;
    private readonly float[] _scales;
    private readonly LinearBlend _linear;
    private readonly BoostedTrees _trees;
    private readonly float[] _cold;
    private readonly float[] _coldScores;
    private readonly ScratchPool<CandidateSet> _pool;

    /// <param name="models">The trained models.</param>
    /// <param name="views">The parts: which model, and how many of the newest events it sees.</param>
    /// <param name="trends">Of the data that the models were trained on.</param>
    /// <param name="traits">Of the same items; of none when nothing is described.</param>
    /// <param name="scales">Typical score of each part, above 0. Shape [parts].</param>
    /// <param name="linear">The linear blend.</param>
    /// <param name="trees">What is added to it.</param>
    /// <param name="cold">Weights of the items' features for askers without a history. Shape [<see cref="ItemTrends.FeatureCount"/>].</param>
    /// <exception cref="InvalidDataException">The pieces do not fit each other.</exception>
    public HybridRecommender(
        IReadOnlyList<IRecommender> models,
        IReadOnlyList<(int Model, int Newest)> views,
        ItemTrends trends,
        ItemTraits traits,
        float[] scales,
        LinearBlend linear,
        BoostedTrees trees,
        float[] cold
    )
    {
        if (
            models.Any(model => model.ItemCount != trends.ItemCount || model is HybridRecommender)
            || views.Any(view => (uint)view.Model >= (uint)models.Count || view.Newest < 1)
            || (traits.ItemCount != 0 && traits.ItemCount != trends.ItemCount)
            || scales.Length != views.Count
            || scales.Any(scale => !(scale > 0))
            || linear.PartCount != views.Count
            || trees.HighestFeature >= CandidateSet.WidthOf(views.Count)
            || cold.Length != ItemTrends.FeatureCount
        )
        {
            throw new InvalidDataException("The parts of the hybrid do not fit each other.");
        }

        (_models, _views, _trends, _traits) = (models, views, trends, traits);
        (_scales, _linear, _trees, _cold) = (scales, linear, trees, cold);
        _parts = [.. views.Select(view => new HybridPart(models[view.Model], view.Newest))];
        _coldScores = ColdScores(trends, cold);
        var fashion = CandidateSet.Fashion(trends, traits);
        _pool = new ScratchPool<CandidateSet>(() => new CandidateSet(_parts, trends, traits, scales, fashion));
    }

    public string Algorithm => Name;

    public int ItemCount => _trends.ItemCount;

    public float Floor => 0;

    public static HybridRecommender Read(BinaryReader reader)
    {
        var models = new IRecommender[Bounded(reader.ReadInt32())];
        for (var model = 0; model < models.Length; model++)
        {
            models[model] = RecommenderFile.ReadPlain(reader);
        }

        var views = new (int, int)[Bounded(reader.ReadInt32())];
        for (var view = 0; view < views.Length; view++)
        {
            views[view] = (reader.ReadInt32(), reader.ReadInt32());
        }

        return new HybridRecommender(
            models,
            views,
            ItemTrends.Read(reader),
            ItemTraits.Read(reader),
            reader.ReadArray<float>(),
            LinearBlend.Read(reader),
            BoostedTrees.Read(reader),
            reader.ReadArray<float>()
        );
    }

    public void Score(History history, Span<float> scores)
    {
        if (history.Length == 0)
        {
            _coldScores.CopyTo(scores);
            return;
        }

        var set = _pool.Take();
        set.Fill(history);
        Rest(set, scores);
        Span<float> own = new float[set.Count];
        var lowest = float.PositiveInfinity;
        for (var candidate = 0; candidate < set.Count; candidate++)
        {
            var features = set.Features(candidate);
            own[candidate] = _linear.Score(features) + _trees.Score(features);
            lowest = Math.Min(lowest, own[candidate]);
        }

        for (var candidate = 0; candidate < set.Count; candidate++)
        {
            scores[set.Items[candidate]] = 1 + (own[candidate] - lowest);
        }

        _pool.Return(set);
    }

    /// <summary>
    /// The parts' own explanations, each over the part's typical score and times its weight in the blend. They say which events speak for
    /// the item and how strongly; popularity, trend and the trees are no event's doing, so the sum is not the score.
    /// </summary>
    public void Explain(History history, int item, Span<float> contributions)
    {
        contributions.Clear();
        Span<float> own = new float[history.Length];
        for (var part = 0; part < _parts.Count; part++)
        {
            var weight = _linear.WeightOf(part) / _scales[part];
            if (weight <= 0 || history.Length == 0)
            {
                continue;
            }

            var view = _parts[part].View(history);
            var seen = own[^view.Length..];
            _parts[part].Model.Explain(view, item, seen);
            for (var at = 0; at < seen.Length; at++)
            {
                contributions[history.Length - view.Length + at] += weight * seen[at];
            }
        }
    }

    public void Write(BinaryWriter writer)
    {
        writer.Write(_models.Count);
        foreach (var model in _models)
        {
            RecommenderFile.Write(model, writer);
        }

        writer.Write(_views.Count);
        foreach (var (model, newest) in _views)
        {
            writer.Write(model);
            writer.Write(newest);
        }

        _trends.Write(writer);
        _traits.Write(writer);
        writer.WriteArray<float>(_scales);
        _linear.Write(writer);
        _trees.Write(writer);
        writer.WriteArray<float>(_cold);
    }

    /// <summary>e^{w·features}: above 0 for all, so that a visitor without a history is served by what the weights say.</summary>
    private static float[] ColdScores(ItemTrends trends, float[] weights)
    {
        var scores = new float[trends.ItemCount];
        for (var item = 0; item < scores.Length; item++)
        {
            scores[item] = MathF.Exp(Math.Clamp(System.Numerics.Tensors.TensorPrimitives.Dot(trends[item], weights), -80, 80));
        }

        return scores;
    }

    private void Rest(CandidateSet set, Span<float> scores)
    {
        scores.Clear();
        for (var part = 0; part < _parts.Count; part++)
        {
            if (set.Best[part] > 0)
            {
                System.Numerics.Tensors.TensorPrimitives.MultiplyAdd(
                    set.Scores[part],
                    .9f / (set.Best[part] * _parts.Count),
                    scores,
                    scores
                );
            }
        }

        // An item of the history can be above a part's best new one; it is a candidate anyway.
        System.Numerics.Tensors.TensorPrimitives.Min(scores, .95f, scores);
    }

    private static int Bounded(int count) =>
        count is >= 0 and <= 100 ? count : throw new InvalidDataException($"A hybrid of {count} parts.");
}
