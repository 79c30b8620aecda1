using Marketing.Learning.Recommenders;

namespace Marketing.Learning.Tests.Recommenders;

public sealed class The_top_items
{
    [Theory]
    [InlineData(0, 3)]
    [InlineData(1, 3)]
    [InlineData(15, 4)]
    [InlineData(16, 16)]
    [InlineData(1000, 10)]
    [InlineData(1003, 1)]
    [InlineData(1003, 100)]
    [InlineData(50, 60)]
    public void Are_those_of_a_sort_by_score_and_then_index(int count, int k)
    {
        for (var seed = 0UL; seed < 20; seed++)
        {
            // Few distinct scores, so that ties decide often; some items are out, some scores negative.
            var scores = Enumerable
                .Range(0, count)
                .Select(i => (float)Math.Floor(SplitMix64.Uniform(seed, (ulong)i) * 8) - 3)
                .Select(score => score == -3 ? float.NegativeInfinity : score)
                .ToArray();
            BestOf(scores, k).Should().Equal(BySorting(scores, k));
        }
    }

    [Fact]
    public void Give_equal_scores_to_the_lower_index() => BestOf([1, 2, 2, 2, 1], 2).Should().Equal((1, 2), (2, 2));

    [Theory]
    [InlineData(3)]
    [InlineData(40)]
    public void Refuse_NaN_wherever_it_stands(int at)
    {
        var scores = new float[45];
        scores[at] = float.NaN;
        var select = () => BestOf(scores, 2);
        select.Should().Throw<ArithmeticException>();
    }

    [Fact]
    public void Leave_out_minus_infinity_even_when_the_list_stays_short() =>
        BestOf([float.NegativeInfinity, 5, float.NegativeInfinity], 3).Should().Equal((1, 5));

    private static (int Item, float Score)[] BestOf(float[] scores, int k)
    {
        var (items, best) = (new int[k], new float[k]);
        var count = TopItems.Select(scores, items, best);
        return [.. items.Zip(best).Take(count)];
    }

    private static (int Item, float Score)[] BySorting(float[] scores, int k) =>
        [
            .. scores
                .Select((score, item) => (item, score))
                .Where(pair => !float.IsNegativeInfinity(pair.score))
                .OrderByDescending(pair => pair.score)
                .ThenBy(pair => pair.item)
                .Take(k),
        ];
}
