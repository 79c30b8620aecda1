using Marketing.Store;

namespace Marketing.Recommendations.Interactions;

/// <summary>
/// What an event weighs: the weight of its type × the grade's share (ratings and reviews) × 2^(−age ÷ half-life of its type).
/// </summary>
internal sealed class InteractionWeights
{
    /// <summary>However old an event is, this share of its weight stays: an old love is still evidence, and no weight underflows to 0.</summary>
    public const double OldestShare = 0.01;

    /// <summary>The lowest grade still says that the user chose the item at all.</summary>
    public const double LowestGradeShare = 0.1;

    private const double SecondsADay = 86_400;
    private readonly double[] _weights = new double[16];
    private readonly double[] _halvingsASecond = new double[16];
    private readonly double _ratingScale;

    public InteractionWeights(RecommendationsOptions options)
    {
        _ratingScale = options.RatingScale;
        Set(EventType.View, options.Weights.View, options.HalfLife.View);
        Set(EventType.Click, options.Weights.Click, options.HalfLife.Click);
        Set(EventType.Cart, options.Weights.Cart, options.HalfLife.Cart);
        Set(EventType.Purchase, options.Weights.Purchase, options.HalfLife.Purchase);
        Set(EventType.Rating, options.Weights.Rating, options.HalfLife.Rating);
        Set(EventType.Review, options.Weights.Review, options.HalfLife.Review);
    }

    /// <summary>Types that weigh anything.</summary>
    public IEnumerable<EventType> Counted => Enum.GetValues<EventType>().Where(type => _weights[(int)type] > 0);

    /// <summary>Weight of one event.</summary>
    /// <param name="type">Its type.</param>
    /// <param name="value">Its grade, where it has one; NaN otherwise. Units of purchases do not count: a hundred screws are one wish.</param>
    /// <param name="ageSeconds">Age; below 0 counts as 0.</param>
    /// <returns>0 when the type counts for nothing.</returns>
    public float Of(EventType type, float value, long ageSeconds)
    {
        var weight = _weights[(int)type];
        if (type is EventType.Rating or EventType.Review && !float.IsNaN(value))
        {
            weight *= Math.Clamp(value / _ratingScale, LowestGradeShare, 1);
        }

        var halvings = Math.Max(0, ageSeconds) * _halvingsASecond[(int)type];
        return (float)(weight * Math.Max(OldestShare, Math.Exp(-halvings * Math.Log(2))));
    }

    private void Set(EventType type, double weight, double halfLifeDays)
    {
        _weights[(int)type] = weight;
        _halvingsASecond[(int)type] = halfLifeDays > 0 ? 1 / (halfLifeDays * SecondsADay) : 0;
    }
}
