using Marketing.Learning.Recommenders;
using Marketing.Learning.Recommenders.Content;

namespace Marketing.Learning.Tests.Recommenders;

public sealed class The_content_model : RecommenderContract
{
    protected override IRecommenderTrainer Trainer { get; } = new ContentTrainer();

    // Even items carry one tag and odd ones another: what the checkerboard is made of.
    protected override Histories Prepare(Histories data) =>
        data.Describe([
            .. Enumerable
                .Range(0, data.ItemCount)
                .Select(item => new ItemDescription { Name = $"thing {item}", Tags = [$"kind {item % 2}"] }),
        ]);

    [Fact]
    public void A_similarity_is_the_weighted_mean_of_the_fields_cosines()
    {
        // Brand (weight .6) and tags (weight 1). Items 0 and 1 share the brand, and one of two tags each.
        // Rarity ln((4 + 1)/(df + .5)): brand "acme" and tag "red" occur twice, "round" and "flat" once.
        // Tags: vectors (ln 2, ln 10/3) and (ln 2, ln 10/3) with one axis in common: cosine ln²2 / (ln²2 + ln²(10/3)).
        var space = ContentSpace.Learn(
            [
                new ItemDescription { Brand = "Acme", Tags = ["red", "round"] },
                new ItemDescription { Brand = "ACME ", Tags = ["Red", "flat"] },
                new ItemDescription { Brand = "other", Tags = ["green"] },
                new ItemDescription { Brand = "third" },
            ],
            CancellationToken.None
        );
        var (red, round) = (Math.Pow(Math.Log(2), 2), Math.Pow(Math.Log(10 / 3.0), 2));
        var expected = (.6 + (red / (red + round))) / 1.6;
        space.VectorOf(0).Similarity(space.VectorOf(1)).Should().BeApproximately((float)expected, 1e-6f);
        space.VectorOf(0).Similarity(space.VectorOf(2)).Should().Be(0);
        space.VectorOf(0).Similarity(space.VectorOf(0)).Should().BeApproximately(1, 1e-6f);
        var scores = new float[4];
        space.AddSimilarity(space.VectorOf(0), 2, scores);
        scores[1].Should().BeApproximately((float)(2 * expected), 1e-6f);
    }

    [Fact]
    public void A_description_that_came_later_finds_its_like_by_each_field_alone()
    {
        var space = ContentSpace.Learn(
            [
                new ItemDescription { Category = "Home > Kitchen > Kettles", Price = 40 },
                new ItemDescription { Category = "Garden", Price = 9 },
                new ItemDescription { Name = "红色水壶", Description = "Boils a litre in two minutes" },
                new ItemDescription { Attributes = [KeyValuePair.Create("volume", "1 l")], Brand = "Acme" },
            ],
            CancellationToken.None
        );
        int Nearest(ItemDescription item)
        {
            var scores = new float[4];
            space.AddSimilarity(space.VectorOf(item), 1, scores);
            return scores.Max() > 0 ? Array.IndexOf(scores, scores.Max()) : -1;
        }

        Nearest(new ItemDescription { Category = "home>kitchen>pans" }).Should().Be(0, "they share two levels of the path");
        Nearest(new ItemDescription { Price = 9.5 }).Should().Be(1, "9 and 9.50 share a band");
        Nearest(new ItemDescription { Name = "蓝色水壶" }).Should().Be(2, "水壶 is in both names");
        Nearest(new ItemDescription { Description = "Minutes" }).Should().Be(2);
        Nearest(new ItemDescription { Attributes = [KeyValuePair.Create("Volume", "1 L")] }).Should().Be(3);
        Nearest(new ItemDescription { Brand = "ACME" }).Should().Be(3);
        Nearest(new ItemDescription { Brand = "unheard of" }).Should().Be(-1);
        Nearest(new ItemDescription()).Should().Be(-1);
    }

    [Fact]
    public void The_words_of_English_and_Chinese_are_told_apart()
    {
        ContentWords
            .Of("The 3 RED boxes, ＵＳＢ-C 不锈钢 水", 50)
            .Should()
            .Equal("the", "3", "red", "box", "usb", "c", "不锈", "锈钢", "水");
        ContentWords.Of("glass bus \ud800 cups\0mat", 50).Should().Equal("glass", "bus", "cup", "mat");
        ContentWords.Of("<b>Crème</b> brûlée 水、瓶！ :-)", 50).Should().Equal("creme", "brule", "水", "瓶");
        ContentWords.Of(string.Concat(Enumerable.Repeat("a b ", 500)), 7).Should().HaveCount(7);
        ContentWords.Of(string.Concat(Enumerable.Repeat("xy", 2500)), 7).Should().BeEmpty("nobody writes such a word");
    }

    [Fact]
    public void An_item_that_nobody_has_yet_is_recommended_by_its_description()
    {
        // Item 3 has no event and comes from the catalogue alone; it is like item 0.
        var data = SmallShops.OfItems(3, [0, 1], [1, 2], [2, 1]);
        var described = data.Describe([
            new ItemDescription { Name = "red kettle" },
            new ItemDescription { Name = "blue mat" },
            new ItemDescription { Name = "green hose" },
            new ItemDescription { Name = "white kettle" },
        ]);
        var model = Trainer.Train(described, Settings, new TrainingControl(1, 1, null, CancellationToken.None));
        model.ItemCount.Should().Be(4);
        var scores = new float[4];
        model.Score(SmallShops.OfItems(3, [0])[0], scores);
        scores[3].Should().BeGreaterThan(scores[1]).And.BeGreaterThan(0);
        scores[1].Should().Be(0);
    }

    [Fact]
    public void Newer_events_and_popular_items_count_for_more_as_the_settings_say()
    {
        // Items 2 and 3 are each like one item of the history in the same way; 3 is like the newer one: 1 against Decay.
        var data = SmallShops
            .OfItems(4, [0, 1], [2], [2], [3])
            .Describe([
                new ItemDescription { Tags = ["a"] },
                new ItemDescription { Tags = ["b"] },
                new ItemDescription { Tags = ["a"] },
                new ItemDescription { Tags = ["b"] },
            ]);
        float[] Scores(double decay, double popularity) =>
            Trainer
                .Train(
                    data,
                    new Dictionary<string, double> { ["Decay"] = decay, ["Popularity"] = popularity },
                    new TrainingControl(1, 1, null, CancellationToken.None)
                )
                .Scores(data[0]);
        var plain = Scores(.5, 0);
        plain[3].Should().BeApproximately(1, 1e-6f);
        plain[2].Should().BeApproximately(.5f, 1e-6f);
        // Two users have 2, one has 3: factors 1 + ln 3 and 1 + ln 2.
        var popular = Scores(.5, 1);
        popular[2].Should().BeApproximately((float)(.5 * (1 + Math.Log(3))), 1e-5f);
        popular[3].Should().BeApproximately((float)(1 + Math.Log(2)), 1e-5f);
    }

    [Fact]
    public void Without_descriptions_it_says_what_is_missing() =>
        Trainer.WhyNotApplicable(SmallShops.OfItems(2, [0, 1])).Should().Contain("descriptions");
}
