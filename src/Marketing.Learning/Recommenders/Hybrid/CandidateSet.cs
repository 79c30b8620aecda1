namespace Marketing.Learning.Recommenders.Hybrid;

/// <summary>One asker's candidates with their features; working memory that is used again.</summary>
internal sealed class CandidateSet
{
    /// <summary>Features of each part: score over the best score, 1/log₂(rank + 1), log of the score.</summary>
    public const int PartFeatures = 3;

    /// <summary>
    /// Features of user and item together: distance and product of the item's popularity and that of the history, share of the parts that
    /// propose it, whether nobody has had it yet, share of its category and of its brand in the history, distance of its price, how its reviews feel and how
    /// long it was sold out.
    /// </summary>
    public const int PairFeatures = 4 + ItemTraits.Habits.Width;

    /// <summary>Features of the user alone: log length, share of repeats, log age of the newest event, popularity of the history.</summary>
    public const int UserFeatures = 4;

    private const int MostArrivals = 60;

    /// <summary>Items that each part may propose.</summary>
    public const int PerPart = 50;

    private readonly IReadOnlyList<HybridPart> _parts;
    private readonly ItemTrends _trends;
    private readonly ItemTraits _traits;
    private readonly float[] _scales;
    private readonly float[][] _scores;
    private readonly int[] _place;
    private readonly int[] _top;
    private readonly float[] _topScores;
    private readonly HashSet<int> _seen = [];
    private readonly int[] _fashion;
    private float[] _features = [];
    private int[] _items = new int[256];

    /// <param name="parts">Who proposes.</param>
    /// <param name="trends">Of the data that the parts were trained on.</param>
    /// <param name="traits">Of the same items.</param>
    /// <param name="scales">Typical score of each part. Shape [parts].</param>
    /// <param name="fashion">The items proposed to everybody, best first.</param>
    public CandidateSet(IReadOnlyList<HybridPart> parts, ItemTrends trends, ItemTraits traits, float[] scales, int[] fashion)
    {
        (_parts, _trends, _traits, _scales, _fashion) = (parts, trends, traits, scales, fashion);
        _scores = [.. parts.Select(_ => new float[trends.ItemCount])];
        _place = new int[trends.ItemCount];
        var perPart = Math.Min(PerPart, trends.ItemCount);
        (_top, _topScores) = (new int[perPart], new float[perPart]);
        Best = new float[parts.Count];
    }

    /// <summary>Candidates.</summary>
    public int Count { get; private set; }

    /// <summary>Features of a candidate.</summary>
    public int Width => WidthOf(_parts.Count);

    /// <summary>Dense item indices. Shape [Count].</summary>
    public ReadOnlySpan<int> Items => _items.AsSpan(0, Count);

    /// <summary>The part's best score among the items new to the asker. Shape [parts].</summary>
    public float[] Best { get; }

    /// <summary>How many candidates are new to the asker: these come first.</summary>
    public int NewCount { get; private set; }

    /// <summary>Every part's score of every item, below 0 counted as 0. Shape [parts][items].</summary>
    public float[][] Scores => _scores;

    public static int WidthOf(int parts) => (parts * PartFeatures) + ItemTrends.FeatureCount + PairFeatures + UserFeatures;

    /// <summary>Features of the candidates that are new to the asker. Shape [NewCount × Width].</summary>
    public ReadOnlySpan<float> NewFeatures => _features.AsSpan(0, NewCount * Width);

    /// <summary>The items in fashion: the most popular ones, the most popular of the newest events, and those that nobody has had and whose kin is most wanted.</summary>
    public static int[] Fashion(ItemTrends trends, ItemTraits traits)
    {
        var fashion = new List<int>();
        foreach (var feature in new[] { 0, 1, 2 })
        {
            var scores = new float[trends.ItemCount];
            for (var item = 0; item < scores.Length; item++)
            {
                scores[item] = trends[item][feature] + (1e-3f * trends[item][0]);
            }

            var top = new int[Math.Min(PerPart, scores.Length)];
            var found = TopItems.Select(scores, top, new float[top.Length]);
            fashion.AddRange(top[..found]);
        }

        var arrivals = Enumerable
            .Range(0, trends.ItemCount)
            .Where(item => trends[item][0] == 0 && traits.IsDescribed(item))
            .OrderByDescending(item => trends[item][ItemTrends.FeatureCount - 1]);
        return [.. fashion.Concat(arrivals.Take(MostArrivals)).Distinct()];
    }

    /// <summary>A candidate's features: the parts' (three each), the item's, the pair's, the user's.</summary>
    public ReadOnlySpan<float> Features(int candidate) => _features.AsSpan(candidate * Width, Width);

    /// <summary>Asks every part and gathers what they propose, what is in fashion, and what the asker knows already.</summary>
    public void Fill(History history)
    {
        Clear();
        _seen.UnionWith(history.Items.ToArray());
        for (var part = 0; part < _parts.Count && history.Length > 0; part++)
        {
            Ask(part, history);
        }

        foreach (var item in _fashion)
        {
            if (!_seen.Contains(item))
            {
                Place(item);
            }
        }

        NewCount = Count;
        foreach (var item in history.Items)
        {
            Place(item);
        }

        for (var part = 0; part < _parts.Count && history.Length > 0; part++)
        {
            PartFeaturesOf(part);
        }

        Describe(history);
    }

    private void Clear()
    {
        foreach (var item in Items)
        {
            _place[item] = 0;
        }

        (Count, NewCount) = (0, 0);
        _seen.Clear();
        Array.Clear(Best);
        Array.Clear(_features);
    }

    private int Place(int item)
    {
        if (_place[item] == 0)
        {
            if (Count == _items.Length)
            {
                Array.Resize(ref _items, 2 * Count);
            }

            if (_features.Length < (Count + 1) * Width)
            {
                Array.Resize(ref _features, Math.Max(2 * _features.Length, 256 * Width));
            }

            _items[Count++] = item;
            _place[item] = Count;
        }

        return _place[item] - 1;
    }

    private void Ask(int part, History history)
    {
        var scores = _scores[part];
        _parts[part].Model.Score(_parts[part].View(history), scores);
        System.Numerics.Tensors.TensorPrimitives.Max(scores, 0f, scores);
        Span<float> known = new float[_seen.Count];
        var at = 0;
        foreach (var item in _seen)
        {
            known[at++] = scores[item];
            scores[item] = float.NegativeInfinity;
        }

        var found = TopItems.Select(scores, _top, _topScores);
        Best[part] = found == 0 ? 0 : _topScores[0];
        for (var rank = 0; rank < found && _topScores[rank] > 0; rank++)
        {
            var candidate = Place(_top[rank]);
            _features[(candidate * Width) + (part * PartFeatures) + 1] = 1 / MathF.Log2(rank + 2);
        }

        at = 0;
        foreach (var item in _seen)
        {
            var score = known[at++];
            scores[item] = score;
            if (score > 0)
            {
                // As if it were new: behind every better item. It is placed later, with the other known ones.
                var rank = found;
                while (rank > 0 && _topScores[rank - 1] < score)
                {
                    rank--;
                }

                _knownRanks[(part, item)] = rank;
            }
        }
    }

    private readonly Dictionary<(int Part, int Item), int> _knownRanks = [];

    private void PartFeaturesOf(int part)
    {
        var (scores, best) = (_scores[part], Best[part]);
        for (var candidate = 0; candidate < Count; candidate++)
        {
            var score = scores[_items[candidate]];
            if (score <= 0)
            {
                continue;
            }

            var own = _features.AsSpan((candidate * Width) + (part * PartFeatures), PartFeatures);
            own[0] = best > 0 ? Math.Min(1, score / best) : 1;
            own[2] = MathF.Log(1 + (score / _scales[part]));
            if (candidate >= NewCount && _knownRanks.TryGetValue((part, _items[candidate]), out var rank) && rank < _top.Length)
            {
                own[1] = 1 / MathF.Log2(rank + 2);
            }
        }
    }

    private void Describe(History history)
    {
        _knownRanks.Clear();
        var popularity = 0.0;
        foreach (var item in history.Items)
        {
            popularity += _trends[item][0];
        }

        var length = history.Length;
        Span<float> user = [MathF.Log(1 + length), 0, 0, 0];
        if (length > 0)
        {
            user[1] = 1 - ((float)_seen.Count / length);
            user[2] = (float)Math.Log(1 + (Math.Max(0, _trends.Now - history.Times[^1]) / _trends.Day));
            user[3] = (float)(popularity / length);
        }

        var habits = _traits.HabitsOf(history);
        for (var candidate = 0; candidate < Count; candidate++)
        {
            var row = _features.AsSpan(candidate * Width, Width);
            var own = row[(_parts.Count * PartFeatures)..];
            var item = _trends[_items[candidate]];
            item.CopyTo(own);
            var votes = 0;
            for (var part = 0; part < _parts.Count; part++)
            {
                votes += row[(part * PartFeatures) + 1] > 0 ? 1 : 0;
            }

            var pair = own[ItemTrends.FeatureCount..];
            pair[0] = length > 0 ? MathF.Abs(item[0] - user[3]) : 0;
            pair[1] = length > 0 ? item[0] * user[3] : 0;
            pair[2] = (float)votes / Math.Max(1, _parts.Count);
            pair[3] = item[0] == 0 ? 1 : 0;
            habits.Describe(_items[candidate], pair.Slice(4, ItemTraits.Habits.Width));
            user.CopyTo(pair[PairFeatures..]);
        }
    }
}
