using Marketing.Learning.Recommenders;
using Marketing.Learning.Recommenders.Content;
using Marketing.Learning.Recommenders.Hybrid;

namespace Marketing.Learning.Tests.Recommenders;

public sealed class The_pieces_of_the_hybrid
{
    private static readonly TrainingControl Control = new(1, 2, null, CancellationToken.None);

    [Fact]
    public void One_instant_cuts_where_people_come_back()
    {
        // 20 events at the times 0..9 by two users; 85 % of 20 is event 17, of time 8: what each has from there on comes next.
        int[][] users =
        [
            [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
            [9, 8, 7, 6, 5, 4, 3, 2, 9, 0],
        ];
        var cut = PastAndNext.Cut(SmallShops.OfItems(10, users), seed: 1);
        cut.IsByTime.Should().BeTrue();
        cut.Past[0].Items.ToArray().Should().Equal(0, 1, 2, 3, 4, 5, 6, 7);
        cut.Next[0].Should().Equal(8, 9);
        cut.Next[1].Should().Equal([0], "9 is known from before");
    }

    [Fact]
    public void Each_users_newest_fifth_is_cut_where_people_come_once()
    {
        // User u comes at the times 100u, 100u + 1, … and never again.
        var starts = Enumerable.Range(0, 11).Select(user => 5L * user).ToArray();
        var times = Enumerable.Range(0, 50).Select(at => (100L * (at / 5)) + (at % 5)).ToArray();
        var data = new Histories(5, starts, [.. Enumerable.Range(0, 50).Select(at => at % 5)], [.. Enumerable.Repeat(1f, 50)], times);
        var cut = PastAndNext.Cut(data, seed: 1);
        cut.IsByTime.Should().BeFalse();
        cut.Next.Should().AllSatisfy(next => next.Should().Equal(4));
        cut.Past[9].Items.ToArray().Should().Equal(0, 1, 2, 3);
    }

    [Fact]
    public void Without_times_a_fifth_of_the_pairs_is_cut_by_hash_wherever_they_stand()
    {
        // 200 users with the items 0 to 19 in this order, the first of them twice: the end of a list is no more hidden than its beginning.
        int[][] users = [.. Enumerable.Repeat<int[]>([0, .. Enumerable.Range(0, 20)], 200)];
        var ordered = SmallShops.OfItems(20, users);
        var data = SmallShops.WithoutTimes(ordered);
        var cut = PastAndNext.Cut(data, seed: 1);
        cut.IsByTime.Should().BeFalse();
        cut.Past.HasTimes.Should().BeFalse();
        for (var user = 0; user < 200; user++)
        {
            cut.Past[user].Items.ToArray().Distinct().Should().NotIntersectWith(cut.Next[user]);
            cut.Past[user].Items.ToArray().Concat(cut.Next[user]).Distinct().Should().HaveCount(20);
        }

        // 40 of 200 expected for each item; five standard errors are 5 · √(200 · .2 · .8) = 28.
        for (var item = 0; item < 20; item++)
        {
            cut.Next.Count(next => next.Contains(item)).Should().BeInRange(12, 68);
        }

        PastAndNext.Cut(data, seed: 2).Next.Should().NotBeEquivalentTo(cut.Next, options => options.WithStrictOrdering());
    }

    [Fact]
    public void An_item_that_nobody_had_teaches_only_when_it_was_there_to_be_had()
    {
        // The cut is at time 8. Nobody has 10, 11 and 12: 10 was there at time 5, 11 came at 9, of 12 nothing is known.
        int[][] users =
        [
            [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
            [9, 8, 7, 6, 5, 4, 3, 2, 9, 0],
        ];
        var items = Enumerable.Range(0, 13).Select(item => new ItemDescription { Name = $"thing {item}" }).ToArray();
        items[10] = items[10] with { CreatedAt = 5 };
        items[11] = items[11] with { CreatedAt = 9 };
        var past = PastAndNext.Cut(SmallShops.OfItems(10, users).Describe(items), seed: 1).Past;
        past.ItemCount.Should().Be(13);
        past.Descriptions.Should().NotBeNull();
        Enumerable.Range(0, 13).Where(item => past.Descriptions![item] is null).Should().Equal(11, 12);
    }

    [Fact]
    public void Without_times_no_part_looks_at_what_came_last()
    {
        var ordered = SmallShops.Random(30, 20, 8, seed: 3);
        HybridPlan.For(ordered, easeItems: 100).Views.Should().Contain(view => view.Newest == 1);
        var plan = HybridPlan.For(SmallShops.WithoutTimes(ordered), easeItems: 100);
        plan.Models.Select(model => model.Trainer.Algorithm).Should().NotContain("transitions").And.Contain("als").And.Contain("ease");
        plan.Views.Should().OnlyContain(view => view.Newest == int.MaxValue);
    }

    [Fact]
    public void Of_several_settings_the_one_that_finds_most_is_kept()
    {
        // Epochs of als are not what is chosen between here: one factor cannot tell six tastes apart, sixteen can.
        int[][] users =
        [
            .. Enumerable.Range(0, 120).Select(user => Enumerable.Range(0, 6).Select(at => (user % 6) + (6 * ((at + user) % 8))).ToArray()),
        ];
        var cut = PastAndNext.Cut(SmallShops.WithoutTimes(SmallShops.OfItems(48, users)), seed: 1);
        var plan = new HybridPlan(
            [
                (
                    RecommenderTrainers.Find("als") ?? throw new InvalidOperationException(),
                    [new Dictionary<string, double> { ["Factors"] = 1 }, new Dictionary<string, double> { ["Factors"] = 16 }]
                ),
            ],
            [(0, int.MaxValue)]
        );
        var asked = Enumerable.Range(0, 120).Where(user => cut.Next[user].Length > 0).ToArray();
        var tried = new List<InnerTrial>();
        var (chosen, models) = plan.Choose(cut, asked, Control with { Tried = tried.Add });
        tried.Select(trial => trial.Settings["als.Factors"]).Should().Equal(1, 16);
        tried[1].Score.Should().BeGreaterThan(tried[0].Score);
        plan.Choose(cut, asked, Control with { IsLate = () => true })
            .Chosen.Models[0]
            .Tries[0]["Factors"]
            .Should()
            .Be(1, "there was time for one");
        chosen.Models.Should().ContainSingle().Which.Tries.Should().ContainSingle().Which["Factors"].Should().Be(16);
        models.Should().ContainSingle();
    }

    [Fact]
    public void Habits_are_shares_of_categories_and_brands_and_the_distance_of_the_price()
    {
        // Two of three events in "a", one of "m"; prices 10 and 1000: mean logarithm that of 100.
        var data = SmallShops
            .OfItems(4, [0, 1, 2])
            .Describe([
                new ItemDescription
                {
                    Category = "a",
                    Brand = "m",
                    Price = 10,
                },
                new ItemDescription
                {
                    Category = "A",
                    Price = 1000,
                    Mood = .6,
                },
                null,
                new ItemDescription
                {
                    Category = "a",
                    Brand = "M",
                    Price = 50,
                    Mood = .9,
                    SoldOut = .25,
                },
            ]);
        var features = new float[ItemTraits.Habits.Width];
        var traits = ItemTraits.Of(data);
        traits.HabitsOf(data[0]).Describe(3, features);
        features[0].Should().BeApproximately(2 / 3f, 1e-6f);
        features[1].Should().BeApproximately(1 / 3f, 1e-6f);
        features[2].Should().BeApproximately((float)Math.Log(2), 1e-5f);
        features[3].Should().BeApproximately(.15f, 1e-6f, "the items with reviews have .75 on average");
        features[4].Should().Be(.25f);
        traits.HabitsOf(data[0]).Describe(2, features);
        features.Should().OnlyContain(feature => feature == 0, "nothing is known of it");
        traits.IsDescribed(2).Should().BeFalse();
    }

    [Fact]
    public void An_item_that_nobody_had_is_known_by_its_kin()
    {
        // Items 0 and 1 are red and had by everybody lately, 2 is blue and had by one long ago; 3 and 4 are in the catalogue alone.
        var starts = new long[] { 0, 3, 5, 7 };
        var data = new Histories(3, starts, [2, 0, 1, 0, 1, 0, 1], [1, 1, 1, 1, 1, 1, 1], [1, 90, 91, 92, 93, 94, 95]).Describe([
            new ItemDescription { Tags = ["red"] },
            new ItemDescription { Tags = ["red"] },
            new ItemDescription { Tags = ["blue"] },
            new ItemDescription { Tags = ["red"] },
            new ItemDescription { Tags = ["blue"] },
        ]);
        var plain = HybridTrainer.Trends(data);
        var trends = plain.WithKin(ContentSpace.Learn(data.Descriptions!, CancellationToken.None), CancellationToken.None);
        // Of ten kin there are two, both just like it, with log(1 + events in the newest tenth) each.
        var kin = (plain[0][1] + plain[1][1]) / 10;
        kin.Should().BeGreaterThan(0);
        trends[3][^1].Should().BeApproximately(kin, 1e-6f);
        trends[4][^1].Should().Be(0, "its kin was not wanted lately");
        trends[0].ToArray().Should().Equal(plain[0].ToArray());
        CandidateSet.Fashion(trends, ItemTraits.Of(data)).Should().ContainInOrder(3, 4);
    }

    [Fact]
    public void An_order_is_not_torn_apart()
    {
        // As before, but each user's last three events are one order: a fifth of five is one event, and it brings the two others.
        var starts = Enumerable.Range(0, 11).Select(user => 5L * user).ToArray();
        var times = Enumerable.Range(0, 50).Select(at => (100L * (at / 5)) + Math.Min(at % 5, 2)).ToArray();
        var data = new Histories(5, starts, [.. Enumerable.Range(0, 50).Select(at => at % 5)], [.. Enumerable.Repeat(1f, 50)], times);
        PastAndNext.Cut(data, seed: 1).Next.Should().AllSatisfy(next => next.Should().Equal(2, 3, 4));
    }

    [Fact]
    public void The_listwise_loss_works_out_by_hand()
    {
        // e^0 : e^ln2 : e^ln3 = 1 : 2 : 3. Of items 1 and 2: −(log 2/6 + log 3/6)/2; p − y/2 = 1/6, 1/3 − 1/2, 1/2 − 1/2.
        double[] scores = [0, Math.Log(2), Math.Log(3)];
        ListwiseLoss.Of(scores, [false, true, true]).Should().BeApproximately(-(Math.Log(2 / 6.0) + Math.Log(3 / 6.0)) / 2, 1e-12);
        scores[0].Should().BeApproximately(1 / 6.0, 1e-12);
        scores[1].Should().BeApproximately((1 / 3.0) - .5, 1e-12);
        scores[2].Should().BeApproximately(0, 1e-12);
    }

    [Fact]
    public void The_listwise_gradient_agrees_with_finite_differences()
    {
        double[] at = [.3, -1.2, 2, .7, -.4];
        bool[] isNext = [true, false, false, true, false];
        var gradient = (double[])at.Clone();
        ListwiseLoss.Of(gradient, isNext);
        for (var i = 0; i < at.Length; i++)
        {
            double[] up = [.. at],
                down = [.. at];
            up[i] += 1e-5;
            down[i] -= 1e-5;
            var slope = (ListwiseLoss.Of(up, isNext) - ListwiseLoss.Of(down, isNext)) / 2e-5;
            gradient[i].Should().BeApproximately(slope, 1e-8);
        }
    }

    [Fact]
    public void The_minimizer_finds_the_bottom_of_a_curved_valley()
    {
        // Rosenbrock: 100(y − x²)² + (1 − x)², lowest at (1, 1).
        var found = Lbfgs.Minimize(
            [-1.2, 1],
            (at, gradient) =>
            {
                var (x, y) = (at[0], at[1]);
                gradient[0] = (-400 * x * (y - (x * x))) - (2 * (1 - x));
                gradient[1] = 200 * (y - (x * x));
                return (100 * Math.Pow(y - (x * x), 2)) + Math.Pow(1 - x, 2);
            },
            iterations: 200
        );
        found[0].Should().BeApproximately(1, 1e-3);
        found[1].Should().BeApproximately(1, 1e-3);
    }

    [Fact]
    public void A_tree_is_walked_to_the_leaf_that_its_answers_lead_to()
    {
        // Depth 2: feature 0 ≤ 1? then feature 1 ≤ 5? else feature 1 ≤ 7?; leaves from left to right.
        var trees = new BoostedTrees(2, [0, 1, 1], [1, 5, 7], [10, 20, 30, 40]);
        trees.Score([1, 5]).Should().Be(10);
        trees.Score([1, 6]).Should().Be(20);
        trees.Score([2, 7]).Should().Be(30);
        trees.Score([2, 8]).Should().Be(40);
    }

    [Fact]
    public void Trees_learn_what_no_weight_can_say()
    {
        // One part, so width 3 + 7 + 7 + 4 = 21. Relevant is the candidate whose feature 0 is in the middle: no weight puts it first.
        const int Lists = 400;
        var width = CandidateSet.WidthOf(1);
        var (features, isNext) = (new float[Lists][], new bool[Lists][]);
        for (var list = 0; list < Lists; list++)
        {
            features[list] = new float[3 * width];
            isNext[list] = [false, true, false];
            for (var candidate = 0; candidate < 3; candidate++)
            {
                features[list][candidate * width] = candidate + (float)(.5 * SplitMix64.Uniform(3, (ulong)((3 * list) + candidate)));
            }
        }

        var lessons = new Lessons(width, features, isNext);
        var linear = LinearBlend.Learn(1, lessons, 1, Control);
        var learner = new TreeLearner(lessons, linear, Control);
        for (var tree = 0; tree < 60; tree++)
        {
            learner.Grow();
        }

        float Of(int list, int candidate, BoostedTrees trees) =>
            linear.Score(lessons.Features(list, candidate)) + trees.Score(lessons.Features(list, candidate));
        int Right(BoostedTrees trees) =>
            Enumerable.Range(0, Lists).Count(list => Of(list, 1, trees) > Of(list, 0, trees) && Of(list, 1, trees) > Of(list, 2, trees));
        Right(BoostedTrees.None).Should().BeLessThan(Lists / 10);
        Right(learner.Trees).Should().BeGreaterThan(Lists * 95 / 100);
    }
}
