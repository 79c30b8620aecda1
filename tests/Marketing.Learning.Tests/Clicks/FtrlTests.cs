using Marketing.Learning.Clicks;
using Marketing.Learning.Clicks.Linear;

namespace Marketing.Learning.Tests.Clicks;

public sealed class Logistic_ftrl : ClickModelContract
{
    private protected override IClickModelTrainer Trainer { get; } = new FtrlTrainer();

    [Fact]
    public void Takes_the_steps_of_the_paper()
    {
        // The slow twin: algorithm 1 of McMahan et al. 2013 in doubles on a dictionary.
        var settings = new FtrlSettings(Alpha: .3, Beta: 1, L1: .2, L2: .5, Epochs: 1, Crosses: 1, HashBits: 18);
        var (table, _) = SmallLogs.Interacting(500);
        var pass = new FtrlPass(table, settings, [(0, 1)], []);
        pass.Run(_ => true);

        var (z, n) = (new Dictionary<string, double>(), new Dictionary<string, double>());
        double Weight(string key)
        {
            var (zi, ni, l1) = (z.GetValueOrDefault(key), n.GetValueOrDefault(key), key == "" ? 0 : .2);
            return Math.Abs(zi) <= l1 ? 0 : -(zi - (Math.Sign(zi) * l1)) / (((1 + Math.Sqrt(ni)) / .3) + .5);
        }

        for (var row = 0; row < table.Rows; row++)
        {
            var t = table.Tokens(row).ToArray();
            string[] keys = ["", $"a{t[0]}", $"b{t[1]}", $"c{t[2]}", $"x{t[0]},{t[1]}"];
            var p = Logistic.Sigmoid(keys.Sum(Weight));
            pass.Predicted[row].Should().BeApproximately(p, 1e-4);
            var g = p - (table.Clicked(row) ? 1 : 0);
            foreach (var (key, weight) in keys.Select(key => (key, Weight(key))).ToList())
            {
                var before = n.GetValueOrDefault(key);
                n[key] = before + (g * g);
                z[key] = z.GetValueOrDefault(key) + g - ((Math.Sqrt(n[key]) - Math.Sqrt(before)) / .3 * weight);
            }
        }
    }

    [Fact]
    public void Finds_the_pair_of_fields_that_interacts()
    {
        var (table, _) = SmallLogs.Interacting(20_000);
        var settings = FtrlSettings.From(new Dictionary<string, double> { ["Crosses"] = 5 });

        CrossSelection.Choose(table, settings, SmallLogs.Control()).Should().Equal((0, 1));
    }

    [Fact]
    public void Takes_no_pair_of_a_field_that_says_nothing_or_what_another_says()
    {
        // Each ad has a campaign of its own, under another name, and all rows one channel: five fields, but two that could interact.
        var (plain, _) = SmallLogs.Interacting(20_000);
        var table = new ClickTable(SmallLogs.Encoding("channel", "ad", "placement", "noise", "campaign"), plain.Rows);
        for (var row = 0; row < plain.Rows; row++)
        {
            var tokens = plain.Tokens(row);
            table.Add([7, tokens[0], tokens[1], tokens[2], tokens[0] + 1], plain.Clicked(row));
        }

        var settings = FtrlSettings.From(new Dictionary<string, double> { ["Crosses"] = 10 });

        CrossSelection.Choose(table, settings, SmallLogs.Control()).Should().Contain((1, 2)).And.BeSubsetOf([(1, 2), (1, 3), (2, 3)]);
    }

    [Fact]
    public void Needs_the_cross_to_see_the_interaction()
    {
        var (table, _) = SmallLogs.Interacting(30_000);
        var (fresh, truth) = SmallLogs.Interacting(5_000, seed: 9);

        double Error(double crosses) =>
            SmallLogs.Predict(Train(table, settings: ("Crosses", crosses)), fresh).Zip(truth, (p, t) => Math.Abs(p - t)).Average();

        Error(crosses: 1).Should().BeLessThan(.02);
        Error(crosses: 0).Should().BeGreaterThan(.06);
    }

    [Fact]
    public void Shrinks_a_cold_ad_to_its_category_and_placement()
    {
        // Category 1 is clicked at 40 %, category 2 at 5 %; ten ads each. An ad never seen is as its category.
        var table = new ClickTable(SmallLogs.Encoding("ad", "category", "placement"));
        for (var row = 0; row < 20_000; row++)
        {
            var (ad, placement) = (row % 20, row / 20 % 3);
            var category = ad < 10 ? 1 : 2;
            table.Add(SmallLogs.Tokens(ad, category, placement), SplitMix64.Uniform(3, (ulong)row) < (category == 1 ? .4 : .05));
        }

        var model = Train(table);
        double Cold(int category) => model.Predict(SmallLogs.Codes(model, SmallLogs.Tokens(77, category, 1))).Probability;

        Cold(category: 1).Should().BeApproximately(.4, .08);
        Cold(category: 2).Should().BeApproximately(.05, .03);
    }

    [Fact]
    public void Does_not_learn_the_position_into_the_ad()
    {
        // Both ads are clicked at 30 % where they are looked at. Ad 1 mostly stands third, where one in four looks.
        double[] examination = [1, .5, .25];
        var table = new ClickTable(SmallLogs.Encoding("ad"));
        for (var row = 0; row < 40_000; row++)
        {
            var ad = row % 2;
            var usual = SplitMix64.Uniform(5, (ulong)row) < .7;
            var position = usual ? (ad == 0 ? 1 : 3) : 1 + (int)(SplitMix64.At(6, (ulong)row) % 3);
            var clicked = SplitMix64.Uniform(7, (ulong)row) < .3 * examination[position - 1];
            table.Add(SmallLogs.Tokens(ad), clicked, weight: 1, (byte)position);
        }

        var model = Train(table);

        model.Examination.Should().HaveCount(3);
        model.Examination[0].Should().Be(1);
        model.Examination[1].Should().BeApproximately(.5, .06);
        model.Examination[2].Should().BeApproximately(.25, .04);
        for (var ad = 0; ad < 2; ad++)
        {
            model.Predict(SmallLogs.Codes(model, SmallLogs.Tokens(ad))).Probability.Should().BeApproximately(.3, .03);
        }
    }
}
