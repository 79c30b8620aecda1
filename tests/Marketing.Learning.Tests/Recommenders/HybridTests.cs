using Marketing.Learning.Recommenders;
using Marketing.Learning.Recommenders.Hybrid;

namespace Marketing.Learning.Tests.Recommenders;

public sealed class The_hybrid_model : RecommenderContract
{
    protected override IRecommenderTrainer Trainer { get; } = new HybridTrainer();

    // Its explanation is that of the parts; what popularity and trees add is no event's doing.
    protected override bool? IsAdditive => null;

    [Fact]
    public void Lists_what_its_parts_propose_above_what_nobody_proposes()
    {
        var data = SmallShops.Random(60, 400, 12, seed: 8);
        var model = Train(data);
        var transitions = RecommenderTrainers.Find("transitions") ?? throw new InvalidOperationException();
        var part = transitions.Train(data, new Dictionary<string, double>(), new TrainingControl(7, 1, null, CancellationToken.None));
        for (var user = 1; user < data.UserCount; user++)
        {
            var (scores, proposed) = (model.Scores(data[user]), part.Scores(data[user]));
            for (var item = 0; item < data.ItemCount; item++)
            {
                scores[item].Should().BeGreaterThanOrEqualTo(proposed[item] > 0 ? float.Epsilon : 0);
            }
        }
    }

    [Fact]
    public void Explains_by_the_event_that_speaks_for_the_item()
    {
        // Everybody who has 1 has 0 before it; 2 and 3 go together. Who has 3 and then 0 is shown 1 because of 0.
        int[][] pairs = [.. Enumerable.Range(0, 40).Select(user => user % 2 == 0 ? new[] { 0, 1 } : [2, 3])];
        var model = Train(SmallShops.OfItems(4, pairs));
        var asker = SmallShops.OfItems(4, [3, 0]);
        var contributions = new float[2];
        model.Explain(asker[0], 1, contributions);
        contributions[1].Should().BeGreaterThan(0);
        contributions[1].Should().BeGreaterThan(2 * contributions[0]);
    }

    [Fact]
    public void Beats_each_of_its_parts_where_half_of_the_users_follow_a_sequence_and_half_a_taste()
    {
        var data = SequencesAndTastes();
        var cut = PastAndNext.Cut(data, seed: 1);
        double Share(IRecommender model) =>
            Enumerable
                .Range(0, data.UserCount)
                .Average(user =>
                {
                    var scores = model.Scores(cut.Past[user]);
                    foreach (var seen in cut.Past[user].Items)
                    {
                        scores[seen] = float.NegativeInfinity;
                    }

                    var best = new int[1];
                    TopItems.Select(scores, best, new float[1]);
                    return cut.Next[user].Contains(best[0]) ? 1.0 : 0;
                });
        var hybrid = Share(Train(cut.Past));
        foreach (var other in new[] { "popular", "transitions", "user-cosine" })
        {
            var trainer = RecommenderTrainers.Find(other) ?? throw new InvalidOperationException();
            var model = trainer.Train(cut.Past, new Dictionary<string, double>(), new TrainingControl(7, 2, null, CancellationToken.None));
            hybrid.Should().BeGreaterThan(Share(model) + .02, "{0} knows only half of it", other);
        }
    }

    [Fact]
    public void Proposes_what_is_described_like_the_history_though_nobody_has_had_it()
    {
        // Everybody buys things of one of six kinds, each soon after it came: new ones are what people buy. Items 60 to 65 are in the
        // catalogue alone, one of each kind.
        var data = KindsThatArrive()
            .Describe([
                .. Enumerable.Range(0, 66).Select(item => new ItemDescription { Name = $"thing {item}", Category = $"kind {item % 6}" }),
            ]);
        var model = Trainer.Train(data, Settings, new TrainingControl(7, 2, null, CancellationToken.None));
        model.ItemCount.Should().Be(66);
        var right = 0;
        for (var user = 0; user < 60; user++)
        {
            var scores = new float[66];
            model.Score(data[user], scores);
            right += Enumerable.Range(60, 6).MaxBy(item => scores[item]) % 6 == user % 6 ? 1 : 0;
        }

        right.Should().BeGreaterThan(54, "each has one kind, and chance would give 10");
    }

    [Fact]
    public void Learns_from_the_reviews_which_of_two_things_nobody_had_yet_is_wanted()
    {
        // As above. Items 60 to 89 were on offer all the time, have poor reviews, and nobody bought one; of the new ones 90 to 101, one of each kind has good
        // reviews and one poor ones. Nothing else tells them apart.
        var data = KindsThatArrive()
            .Describe([
                .. Enumerable
                    .Range(0, 102)
                    .Select(item => new ItemDescription
                    {
                        Category = $"kind {item % 6}",
                        Mood = item is < 60 or >= 96 ? .9 : .2,
                        CreatedAt = item < 90 ? 0 : null,
                    }),
            ]);
        var model = Trainer.Train(data, Settings, new TrainingControl(7, 2, null, CancellationToken.None));
        var right = 0;
        for (var user = 0; user < 60; user++)
        {
            var scores = new float[102];
            model.Score(data[user], scores);
            right += scores[96 + (user % 6)] > scores[90 + (user % 6)] ? 1 : 0;
        }

        right.Should().BeGreaterThan(54, "chance would give 30 at best");
    }

    // 240 users; user u is of kind u mod 6 and buys five things of his kind, at each turn one of the three newest.
    private static Histories KindsThatArrive()
    {
        var counter = 0UL;
        int Draw(int below) => (int)(SplitMix64.Uniform(13, counter++) * below);
        var (starts, items, times) = (new List<long> { 0 }, new List<int>(), new List<long>());
        for (var user = 0; user < 240; user++)
        {
            for (var turn = 0; turn < 5; turn++)
            {
                var newest = 1 + (turn * 2);
                items.Add((user % 6) + (6 * Math.Max(0, newest - Draw(3))));
                times.Add((turn * 100) + (user % 50));
            }

            starts.Add(items.Count);
        }

        return new Histories(60, [.. starts], [.. items], [.. Enumerable.Repeat(1f, items.Count)], [.. times]);
    }

    [Fact]
    public void A_file_with_a_hybrid_inside_a_hybrid_is_refused()
    {
        using var file = new MemoryStream();
        using var writer = new BinaryWriter(file);
        writer.Write("hybrid");
        writer.Write(1);
        writer.Write("hybrid");
        writer.Write(1);
        writer.Flush();
        file.Position = 0;
        using var reader = new BinaryReader(file);
        var read = () => RecommenderFile.Read(reader);
        read.Should().Throw<InvalidDataException>().WithMessage("*hybrid*not built in*");
    }

    // 300 users over 60 items. One half walks on by one from a random item (the order tells), the other picks at random from one of six
    // groups of ten (the company tells, the order does not).
    private static Histories SequencesAndTastes()
    {
        var counter = 0UL;
        int Draw(int below) => (int)(SplitMix64.Uniform(11, counter++) * below);
        return SmallShops.OfItems(
            60,
            [
                .. Enumerable
                    .Range(0, 300)
                    .Select(user =>
                    {
                        var start = Draw(60);
                        return user % 2 == 0
                            ? [.. Enumerable.Range(start, 5).Select(item => item % 60)]
                            : Enumerable.Range(0, 9).Select(_ => (start % 6) + (6 * Draw(10))).Distinct().ToArray();
                    }),
            ]
        );
    }
}
