using Marketing.Learning.Numerics;
using Marketing.Learning.Recommenders;
using Marketing.Learning.Recommenders.Gru;
using Marketing.Learning.Recommenders.Sequences;

namespace Marketing.Learning.Tests.Recommenders;

public sealed class How_much_gru_learns_within_a_time
{
    // 100 items, all compared: 6·100·8 + 18·8·(8+8) + 6·8·8 + 100·(60 + 6·10) = 4,800 + 2,304 + 384 + 12,000 = 19,488 operations an event.
    private readonly GruWork _work = new(items: 100, negatives: 1024, size: 8, units: 8, memory: 10);

    [Fact]
    public void Follows_from_the_sizes() => _work.OfEvent.Should().Be(19_488);

    // Four fifths of 10 s at 25e9 a second: 2e11 / 19,488 = 10,262,725 events × epochs.
    [Theory]
    [InlineData(500_000, 8, 8, 500_000)] // 4 M: everything
    [InlineData(1_500_000, 8, 6, 1_500_000)] // 6.84 epochs
    [InlineData(4_000_000, 8, 3, 3_420_908)] // three epochs at least, and the newest third of the budget
    [InlineData(9_000_000, 2, 2, 5_131_362)] // no more epochs than were asked for
    public void Is_fewer_epochs_first_then_fewer_events(long all, int epochs, int epochsLeft, long eventsLeft) =>
        _work.Share(all, epochs, most: 0, TimeSpan.FromSeconds(10)).Should().Be((epochsLeft, eventsLeft));

    [Fact]
    public void Is_everything_without_a_budget_and_what_the_setting_says_with_one()
    {
        _work.Share(long.MaxValue / 100, 8, most: 0, budget: null).Should().Be((8, long.MaxValue / 100));
        _work.Share(1000, 8, most: 6000, TimeSpan.FromSeconds(1)).Should().Be((6, 1000));
    }

    [Fact]
    public void Leaves_a_fifth_to_ranking_the_catalogue_for_the_held_out()
    {
        // 9 rankings × 10 M items × (16 + 100) operations = 1.044e10 a user; .2 · 600 s · 25e9 = 3e12: 287 users.
        new GruWork(10_000_000, 1024, 8, 8, 10)
            .MostHeldOut(8, TimeSpan.FromMinutes(10))
            .Should()
            .Be(287);
        _work.MostHeldOut(8, TimeSpan.FromMinutes(10)).Should().Be(2000);
        new GruWork(10_000_000, 1024, 8, 8, 10).MostHeldOut(8, TimeSpan.FromSeconds(1)).Should().Be(100);
    }

    [Fact]
    public void Is_told_in_the_run_and_does_not_hang_on_threads()
    {
        // Some 500 steps: a budget of 1,000 steps × epochs is three epochs of the newest 333.
        var data = SmallShops.Random(98, 40, 12, seed: 5);
        var (one, tried) = Trained(data, threads: 1);
        var (two, _) = Trained(data, threads: 2);
        two.Should().Equal(one);
        var epochs = tried.FindAll(trial => trial.Settings.ContainsKey("Epoch"));
        epochs.Should().HaveCount(3);
        epochs.Should().OnlyContain(trial => trial.Settings["OfEpochs"] == 3 && trial.Settings["Steps"] <= 333);
        epochs[0].Settings["Steps"].Should().BeGreaterThan(300);
        epochs[0].Settings["OfSteps"].Should().BeInRange(400, 98 * 11);
        tried.Should().HaveCount(3 + 18).And.NotContain(trial => trial.Settings.ContainsKey("StoppedByTheClock"));
    }

    [Fact]
    public void Ends_with_the_clock_where_a_machine_is_too_slow_and_says_so()
    {
        var tried = new List<InnerTrial>();
        var control = new TrainingControl(1, 1, null, CancellationToken.None) { IsLate = () => true, Tried = tried.Add };
        new GruTrainer().Train(SmallShops.Random(60, 40, 12, seed: 5), Small, control);
        tried
            .FindAll(trial => trial.Settings.ContainsKey("Epoch"))
            .Should()
            .ContainSingle()
            .Which.Settings["StoppedByTheClock"]
            .Should()
            .Be(1);
    }

    private static Dictionary<string, double> Small =>
        new()
        {
            ["EmbeddingSize"] = 8,
            ["Units"] = 8,
            ["Negatives"] = 20,
        };

    private static (float[] Scores, List<InnerTrial> Tried) Trained(Histories data, int threads)
    {
        var tried = new List<InnerTrial>();
        var settings = Small;
        settings["Budget"] = 1000;
        var control = new TrainingControl(1, threads, null, CancellationToken.None) { Tried = tried.Add, Budget = TimeSpan.FromHours(1) };
        return (new GruTrainer().Train(data, settings, control).Scores(data[1]), tried);
    }
}

public sealed class The_memory_of_gru_in_training
{
    [Fact]
    public void Is_at_every_position_what_a_slow_twin_counts_among_the_others()
    {
        // Few items and long histories: the same items again and again, at several steps and as the user's own.
        var data = SmallShops.Random(6, 5, 14, seed: 3);
        var control = new TrainingControl(1, 1, null, CancellationToken.None);
        var follows = TransitionsTrainer.Follows(data, GruTraining.LongestGap, control);
        var network = GruNetwork<double>.Start(5, 2, 2, steps: 4, seed: 1);
        var candidates = new CandidateItems<double>([1, 1, 1, 1, 1], drawn: 5);
        candidates.Choose([0], network, seed: 1);
        var memory = new FollowerMemory<double>(follows, GruTraining.LongestGap);
        memory.Begin();
        for (var user = 0; user < data.UserCount; user++)
        {
            var items = data[user].Items.ToArray();
            for (var known = 1; known < items.Length; known++)
            {
                var logits = new double[5];
                memory.Forward(network, items, known, candidates, logits);
                for (var item = 0; item < 5; item++)
                {
                    logits[candidates.SlotOf(item)].Should().BeApproximately(Twin(follows, network, items, known, item), 1e-5);
                }
            }
        }
    }

    private static double Twin(SparseRows follows, GruNetwork<double> network, int[] items, int known, int item)
    {
        var sum = 0.0;
        for (var step = 0; step < Math.Min(4, known); step++)
        {
            var from = items[known - 1 - step];
            var count = follows.Columns(from).BinarySearch(item) is >= 0 and var place ? follows.Values(from)[place] : 0.0;
            for (var past = 0; past < known; past++)
            {
                for (var next = known; next < items.Length; next++)
                {
                    count -= items[past] == from && items[next] == item && next - past <= 5 ? 1.0 / (next - past) : 0;
                }
            }

            sum += network.StepWeight(step) * count;
        }

        return network.MemoryWeight * Math.Log(1 + sum);
    }
}
