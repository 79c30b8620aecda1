using Marketing.Recommendations.Interactions;
using Marketing.Store;

namespace Marketing.Recommendations.Tests.Interactions;

public sealed class The_weight_of_an_interaction
{
    private const long Day = 86_400;

    private readonly InteractionWeights _weights = new(
        new RecommendationsOptions
        {
            Weights = new EventWeights
            {
                View = 1,
                Cart = 3,
                Purchase = 8,
                Rating = 10,
                Review = 0,
            },
            HalfLife = new EventHalfLives
            {
                View = 30,
                Cart = 0,
                Purchase = 100,
                Rating = 0,
            },
            RatingScale = 5,
        }
    );

    [Fact]
    public void is_that_of_its_type_when_it_is_new() => _weights.Of(EventType.Purchase, float.NaN, 0).Should().Be(8);

    [Fact]
    public void is_half_after_one_half_life_and_an_eighth_after_three()
    {
        _weights.Of(EventType.View, float.NaN, 30 * Day).Should().BeApproximately(1 / 2f, 1e-6f);
        _weights.Of(EventType.Purchase, float.NaN, 300 * Day).Should().BeApproximately(8 / 8f, 1e-6f);
    }

    [Fact]
    public void does_not_age_without_a_half_life() => _weights.Of(EventType.Cart, float.NaN, 10_000 * Day).Should().Be(3);

    [Fact]
    public void never_falls_below_a_hundredth() =>
        _weights.Of(EventType.View, float.NaN, 3000 * Day).Should().BeApproximately(1 / 100f, 1e-7f);

    [Theory]
    [InlineData(5, 10)] // 10 × 5/5
    [InlineData(2, 4)] // 10 × 2/5
    [InlineData(0, 1)] // 10 × a tenth
    [InlineData(9, 10)] // a grade above the scale is the best one
    public void of_a_rating_follows_its_grade(float grade, float expected) =>
        _weights.Of(EventType.Rating, grade, 0).Should().BeApproximately(expected, 1e-5f);

    [Fact]
    public void of_a_purchase_does_not_follow_its_units() => _weights.Of(EventType.Purchase, 100, 0).Should().Be(8);

    [Fact]
    public void is_nothing_for_a_type_that_is_switched_off()
    {
        _weights.Of(EventType.Review, 5, 0).Should().Be(0);
        _weights.Counted.Should().BeEquivalentTo([EventType.View, EventType.Click, EventType.Cart, EventType.Purchase, EventType.Rating]);
    }
}
