using Marketing.Learning.Customers.Uplift;

namespace Marketing.Learning.Tests.Customers;

public sealed class Uplift
{
    [Fact]
    public void Qini_is_the_area_above_random_choice()
    {
        // Order: treated yes, control no, treated no, control yes. N = 2 treated.
        // g(1/4) = 1/2, g(2/4) = (1 − 0·1/1)/2 = 1/2, g(3/4) = (1 − 0·2/1)/2 = 1/2, g(1) = (1 − 1·2/2)/2 = 0.
        // Trapezoids of width 1/4: 1/4·(1/4 + 1/2 + 1/2 + 1/4) = 3/8; minus g(1)/2 = 0.
        var rows = new UpliftRows(
            [
                [],
                [],
                [],
                [],
            ],
            [true, false, true, false],
            [1, 0, 0, 1]
        );
        Qini.Judge([4, 3, 2, 1], rows, seed: 1, draws: 20).Coefficient.Should().BeApproximately(3 / 8.0, 1e-12);
    }

    [Fact]
    public void One_score_for_all_has_no_qini()
    {
        var rows = new UpliftRows(
            [
                [],
                [],
                [],
                [],
            ],
            [true, false, true, false],
            [1, 0, 0, 1]
        );
        Qini.Judge([7, 7, 7, 7], rows, seed: 1, draws: 20).Coefficient.Should().BeApproximately(0, 1e-12);
    }

    [Theory]
    [InlineData(UpliftModel.ClassTransformation)]
    [InlineData(UpliftModel.TwoModels)]
    public void Finds_those_whom_the_campaign_moves(string algorithm)
    {
        // x = 1: .1 without, .4 with; x = 0: .2 either way. A third is treated.
        var rows = Simulate(20_000);
        var model = UpliftModel.All[algorithm](rows, default);
        model.Predict([1]).Should().BeApproximately(.3, .04);
        model.Predict([0]).Should().BeApproximately(0, .04);
        double[] scores = [.. rows.Features.Select(row => model.Predict(row))];
        var judged = Qini.Judge(scores, rows, seed: 2, draws: 50);
        judged.Interval.Low.Should().BeGreaterThan(0);
        // The best 30 % and their ties are the half with x = 1.
        judged.UpliftAt30.Should().BeApproximately(.3, .04);
    }

    [Fact]
    public void One_group_alone_is_an_error() =>
        FluentActions
            .Invoking(() =>
                UpliftModel.FitClassTransformation(
                    new UpliftRows(
                        [
                            [1],
                        ],
                        [true],
                        [1]
                    ),
                    default
                )
            )
            .Should()
            .Throw<ArgumentException>();

    private static UpliftRows Simulate(int count)
    {
        var rows = new UpliftRows(new double[count][], new bool[count], new double[count]);
        for (var row = 0; row < count; row++)
        {
            var x = row % 2;
            rows.Features[row] = [x];
            rows.Treated[row] = SplitMix64.Uniform(1, (ulong)row) < 1 / 3.0;
            var chance =
                x == 0 ? .2
                : rows.Treated[row] ? .4
                : .1;
            rows.Outcome[row] = SplitMix64.Uniform(2, (ulong)row) < chance ? 1 : 0;
        }

        return rows;
    }
}
