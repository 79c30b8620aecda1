using Marketing.Learning.Neural;
using Marketing.Learning.Recommenders;
using Marketing.Learning.Recommenders.Gru;
using Marketing.Learning.Recommenders.Popular;
using Marketing.Learning.Recommenders.Sequences;
using Marketing.Learning.Tests.Neural;

namespace Marketing.Learning.Tests.Recommenders;

public sealed class The_gru_model : RecommenderContract
{
    protected override IRecommenderTrainer Trainer { get; } = new GruTrainer();

    protected override IReadOnlyDictionary<string, double> Settings { get; } = Small;

    // On a checkerboard every user walks upwards: what follows is known, what was left out is not.
    protected override bool IsPersonal => false;

    // The vectors' part is explained by gradient × input.
    protected override bool? IsAdditive => null;

    private static Dictionary<string, double> Small =>
        new()
        {
            ["Epochs"] = 2,
            ["EmbeddingSize"] = 8,
            ["Units"] = 8,
            ["Negatives"] = 20,
        };

    [Fact]
    public void Learns_an_order_that_hangs_on_more_than_the_newest_event()
    {
        // After "0, 5" comes 1, after "2, 5" comes 3: who looks at 5 alone cannot know.
        var users = Enumerable.Range(0, 120).Select(user => user % 2 == 0 ? new[] { 0, 5, 1 } : [2, 5, 3]).ToArray();
        var settings = Small;
        (settings["Epochs"], settings["LearningRate"], settings["Memory"], settings["Dropout"]) = (60, .02, 1, 0);
        var control = new TrainingControl(3, 2, null, CancellationToken.None);
        var model = Trainer.Train(SmallShops.OfItems(6, users), settings, control);
        var after = model.Scores(SmallShops.OfItems(6, [0, 5])[0]);
        after[1].Should().BeGreaterThan(after[3] + 1);
        after = model.Scores(SmallShops.OfItems(6, [2, 5])[0]);
        after[3].Should().BeGreaterThan(after[1] + 1);
    }

    [Fact]
    public void Without_history_gives_the_popular_list() => Train(SmallShops.OfItems(2, [0, 1], [1])).Scores(default).Should().Equal(1, 2);

    [Fact]
    public void A_canceled_training_stops_although_nobody_is_asked()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        var train = () => Trainer.Train(SmallShops.Checkerboard(20), Small, new TrainingControl(1, 2, null, source.Token));
        train.Should().Throw<OperationCanceledException>();
    }

    [Fact]
    public void Histories_without_a_second_event_teach_nothing_and_harm_nothing()
    {
        foreach (var data in new[] { SmallShops.OfItems(3, [0], [1]), SmallShops.OfItems(3), SmallShops.OfItems(3, []) })
        {
            Train(data).Scores(SmallShops.OfItems(3, [0])[0]).Should().NotContain(score => !float.IsFinite(score));
        }
    }

    [Fact]
    public void Has_the_gradient_of_its_loss()
    {
        var data = SmallShops.OfItems(7, [0, 1, 2, 1, 3, 2], [4, 1, 2], [3, 2, 5, 1], [6]);
        var follows = TransitionsTrainer.Follows(data, GruTraining.LongestGap, new TrainingControl(1, 1, null, CancellationToken.None));
        var random = GruNetwork<double>.Start(7, size: 3, units: 4, steps: 2, seed: 1);
        var (items, biases) = (FiniteDifferences.Random(21, 2), FiniteDifferences.Random(7, 3));
        var network = new GruNetwork<double>(new Embedding<double>(3, items), new Embedding<double>(1, biases), 4, 2, random.Weights);
        var pass = new GruNetworkPass<double>(network, data, new FollowerMemory<double>(follows, GruTraining.LongestGap));
        EventWindow[] windows = [new(1, 0, 2), new(0, 1, 4), new(2, 1, 2)];
        int[] answers = [1, 2, 2, 1, 3, 2, 5, 1];
        var candidates = new CandidateItems<double>([1, 4, 4, 2, 1, 1, 1], drawn: 3);
        double Loss()
        {
            candidates.Choose(answers, network, seed: 5);
            return pass.Run(windows, candidates, dropout: .2, seed: 4, weight: .5);
        }

        Loss();
        candidates.Corrections.Should().Contain(correction => correction > 0, "the catalogue is not compared as a whole");
        var (rows, size) = (new RowGradients<double>(7, 3), candidates.Items.Count);
        var biasGradient = new double[7];
        for (var slot = 0; slot < size; slot++)
        {
            rows.Add(candidates.Items[slot], pass.CandidateGradient.Slice(slot * 3, 3));
            biasGradient[candidates.Items[slot]] = pass.BiasGradient[slot];
        }

        pass.AddTo(rows);
        var itemGradient = Enumerable.Range(0, 7).SelectMany(row => rows.Touched.Contains(row) ? rows.Of(row).ToArray() : new double[3]);
        FiniteDifferences.Check(items, Loss, [.. itemGradient]);
        FiniteDifferences.Check(biases, Loss, biasGradient);
        FiniteDifferences.Check(network.Weights, Loss, [.. pass.Gradient]);
    }

    [Fact]
    public void A_sample_of_the_catalogue_stands_for_all_of_it()
    {
        // Σ 1/π over the candidates is the number of items on average: 200 batches, 500 items, 50 drawn and 3 answers.
        var (network, counts) = (GruNetwork<float>.Start(500, 2, 2, 1, seed: 1), Enumerable.Range(1, 500).ToArray());
        var candidates = new CandidateItems<float>(counts, drawn: 50);
        var sizes = new List<double>();
        for (var batch = 0UL; batch < 200; batch++)
        {
            // Answers are drawn as often as they occur, as those of a real batch are.
            int Answer(ulong at) => (int)(500 * Math.Sqrt(SplitMix64.Uniform(batch, at)));
            candidates.Choose([Answer(0), Answer(1), Answer(2)], network, seed: batch);
            candidates.Items.Should().OnlyHaveUniqueItems();
            candidates.Items.Select((item, slot) => candidates.SlotOf(item) == slot).Should().NotContain(false);
            sizes.Add(candidates.Corrections.Sum(correction => Math.Exp(correction)));
        }

        sizes.Average().Should().BeApproximately(500, 15);
        var whole = new CandidateItems<float>(counts, drawn: 500);
        whole.Choose([7, 7], network, seed: 1);
        whole.Items.Should().HaveCount(500);
        whole.Corrections.Should().OnlyContain(correction => correction == 0);
    }

    [Fact]
    public void The_memory_leaves_out_what_the_user_himself_does_later()
    {
        // A user goes 0 → 1 → 2 and another 0 → 2. Asked after 0, the first user's own steps 0 → 1 (gap 1) and 0 → 2 (gap 2) are not known yet:
        // A[0, 1] = 1 − 1 = 0 and A[0, 2] = 1 + ½ − ½ = 1.
        var data = SmallShops.OfItems(3, [0, 1, 2], [0, 2]);
        var follows = TransitionsTrainer.Follows(data, GruTraining.LongestGap, new TrainingControl(1, 1, null, CancellationToken.None));
        var network = GruNetwork<double>.Start(3, 2, 2, steps: 5, seed: 1);
        var candidates = new CandidateItems<double>([2, 1, 2], drawn: 3);
        candidates.Choose([1], network, seed: 1);
        var logits = new double[3];
        new FollowerMemory<double>(follows, GruTraining.LongestGap).Forward(network, data[0].Items, known: 1, candidates, logits);
        logits[candidates.SlotOf(0)].Should().Be(0);
        logits[candidates.SlotOf(1)].Should().Be(0);
        logits[candidates.SlotOf(2)].Should().BeApproximately(network.MemoryWeight * Math.Log(1 + network.StepWeight(0)), 1e-12);
    }

    [Fact]
    public void Serves_what_its_formula_says()
    {
        var data = SmallShops.Random(20, 9, 8, seed: 4);
        var control = new TrainingControl(1, 1, null, CancellationToken.None);
        var follows = TransitionsTrainer.Follows(data, GruTraining.LongestGap, control);
        var network = GruNetwork<float>.Start(9, size: 4, units: 3, steps: 2, seed: 6);
        var model = new GruRecommender(network, longest: 3, follows, new PopularRecommender(new float[9]));
        int[] history = [1, 5, 2, 0];
        var scores = model.Scores(SmallShops.OfItems(9, history)[0]);

        var pass = new GruPass<float>(network.Gru);
        pass.Forward(network.Weights, new SequenceLayout([3]), [.. network.Items[5], .. network.Items[2], .. network.Items[0]]);
        var query = new float[4];
        network.Output.Forward(network.Weights, 1, pass.States[^3..], query);
        for (var item = 0; item < 9; item++)
        {
            var sum = (network.StepWeight(0) * Count(0, item)) + (network.StepWeight(1) * Count(2, item));
            var expected = query.Zip(network.Items[item].ToArray(), (q, e) => q * e).Sum() + (network.MemoryWeight * MathF.Log(1 + sum));
            scores[item].Should().BeApproximately(expected, 1e-5f);
        }

        float Count(int from, int to) => follows.Columns(from).BinarySearch(to) is >= 0 and var place ? follows.Values(from)[place] : 0;
    }

    [Fact]
    public void Explains_by_the_events_it_has_seen_and_no_others()
    {
        var data = SmallShops.Random(60, 40, 12, seed: 5);
        var settings = Small;
        settings["Window"] = 3;
        var model = Trainer.Train(data, settings, new TrainingControl(1, 1, null, CancellationToken.None));
        var contributions = Enumerable.Repeat(float.NaN, 15).ToArray();
        model.Explain(SmallShops.OfItems(40, Enumerable.Range(0, 15).ToArray())[0], 7, contributions);
        contributions.Should().NotContain(contribution => float.IsNaN(contribution));

        // Ten events of memory, three of the session.
        contributions[..5].Should().OnlyContain(contribution => contribution == 0);
        contributions[12..].Should().NotContain(0);
    }
}
