using Marketing.Learning.Recommenders;

namespace Marketing.Learning.Tests.Recommenders;

/// <summary>What holds for every algorithm.</summary>
public abstract class RecommenderContract
{
    protected abstract IRecommenderTrainer Trainer { get; }

    protected virtual IReadOnlyDictionary<string, double> Settings => new Dictionary<string, double>();

    /// <summary>False for models that give everybody one list.</summary>
    protected virtual bool IsPersonal => true;

    /// <summary>Whether explanations add up to the score (true), are all 0 (false), or say something else (null).</summary>
    protected virtual bool? IsAdditive => true;

    /// <summary>Adds what the algorithm needs beside the events.</summary>
    protected virtual Histories Prepare(Histories data) => data;

    private protected IRecommender Train(Histories data, ulong seed = 7, int threads = 2) =>
        Trainer.Train(Prepare(data), Settings, new TrainingControl(seed, threads, null, CancellationToken.None));

    [Fact]
    public void Is_registered_under_its_name() => RecommenderTrainers.Find(Trainer.Algorithm)?.GetType().Should().Be(Trainer.GetType());

    [Fact]
    public void The_same_seed_gives_the_same_bytes_on_one_thread_and_on_two()
    {
        var data = SmallShops.Random(60, 40, 12, seed: 1);
        Bytes(Train(data, seed: 7, threads: 1)).Should().Equal(Bytes(Train(data, seed: 7, threads: 2)));
    }

    [Fact]
    public void Scores_every_item_and_never_with_NaN()
    {
        var data = SmallShops.Random(60, 40, 12, seed: 2);
        var model = Train(data);
        model.ItemCount.Should().Be(40);
        for (var user = 0; user < data.UserCount; user++)
        {
            model.Scores(data[user]).Should().NotContain(score => float.IsNaN(score));
        }
    }

    [Fact]
    public void The_withheld_item_of_a_checkerboard_comes_first()
    {
        if (!IsPersonal)
        {
            return;
        }

        var data = SmallShops.Checkerboard(20);
        var model = Train(data);
        for (var user = 0; user < data.UserCount; user++)
        {
            var scores = model.Scores(data[user]);
            foreach (var seen in data[user].Items)
            {
                scores[seen] = float.NegativeInfinity;
            }

            var best = new int[1];
            TopItems.Select(scores, best, new float[1]).Should().Be(1);
            best[0].Should().Be(user);
        }
    }

    [Fact]
    public void A_file_gives_the_model_back()
    {
        var data = SmallShops.Random(60, 40, 12, seed: 3);
        var model = Train(data);
        using var file = new MemoryStream(Bytes(model));
        using var reader = new BinaryReader(file);
        var read = RecommenderFile.Read(reader);
        read.Algorithm.Should().Be(Trainer.Algorithm);
        read.Floor.Should().Be(model.Floor);
        file.Position.Should().Be(file.Length);
        for (var user = 0; user < data.UserCount; user++)
        {
            read.Scores(data[user]).Should().Equal(model.Scores(data[user]));
        }
    }

    [Fact]
    public void The_estimated_memory_holds_the_model_and_grows_with_the_data()
    {
        var (small, large) = (Prepare(SmallShops.Random(60, 40, 12, seed: 3)), Prepare(SmallShops.Random(1200, 800, 12, seed: 3)));
        Trainer.EstimatedBytes(small).Should().BeGreaterThan(Bytes(Train(small)).Length);
        Trainer.EstimatedBytes(large).Should().BeGreaterThan(2 * Trainer.EstimatedBytes(small));
    }

    [Fact]
    public void A_file_cut_short_is_refused()
    {
        var bytes = Bytes(Train(SmallShops.Random(20, 15, 8, seed: 4)));
        foreach (var length in new[] { 0, 3, bytes.Length / 2, bytes.Length - 1 })
        {
            using var reader = new BinaryReader(new MemoryStream(bytes[..length]));
            var read = () => RecommenderFile.Read(reader);
            read.Should().Throw<InvalidDataException>();
        }
    }

    [Fact]
    public void An_explanation_adds_up_to_the_score()
    {
        if (IsAdditive is not { } isAdditive)
        {
            return;
        }

        var data = SmallShops.Random(60, 40, 12, seed: 5);
        var model = Train(data);
        for (var user = 1; user < data.UserCount; user++)
        {
            var scores = model.Scores(data[user]);
            var contributions = new float[data[user].Length];
            for (var item = 0; item < data.ItemCount; item++)
            {
                Array.Fill(contributions, float.NaN);
                model.Explain(data[user], item, contributions);
                var sum = contributions.Sum(c => (double)c);
                sum.Should().BeApproximately(isAdditive ? scores[item] : 0, 1e-4 * (1 + Math.Abs(scores[item])));
            }
        }
    }

    [Fact]
    public void Several_items_are_explained_as_each_alone()
    {
        var data = SmallShops.Random(60, 40, 12, seed: 6);
        var model = Train(data);
        var alone = new float[data[3].Length];
        var together = new float[3 * alone.Length];
        model.ExplainAll(data[3], [7, 0, 7], together);
        for (var row = 0; row < 3; row++)
        {
            model.Explain(data[3], row == 1 ? 0 : 7, alone);
            together[(row * alone.Length)..((row + 1) * alone.Length)].Should().Equal(alone);
        }
    }

    [Fact]
    public void An_unknown_setting_or_one_out_of_range_is_refused_by_name()
    {
        var data = SmallShops.Checkerboard(6);
        foreach (var wrong in Trainer.Settings.Select(s => (s.Name, s.Maximum + 1)).Append(("Neighbors", 3)))
        {
            var train = () =>
                Trainer.Train(
                    data,
                    new Dictionary<string, double> { [wrong.Item1] = wrong.Item2 },
                    new TrainingControl(1, 1, null, CancellationToken.None)
                );
            train.Should().Throw<ArgumentException>().WithMessage($"*{wrong.Item1}*");
        }
    }

    [Fact]
    public void Every_entry_of_the_grid_can_be_trained()
    {
        var data = SmallShops.Random(12, 9, 6, seed: 6);
        foreach (var settings in Trainer.Grid)
        {
            Trainer.Train(data, settings, new TrainingControl(1, 1, null, CancellationToken.None)).ItemCount.Should().Be(9);
        }
    }

    [Fact]
    public void A_canceled_training_stops()
    {
        if (!IsPersonal)
        {
            return;
        }

        using var source = new CancellationTokenSource();
        source.Cancel();
        var train = () => Trainer.Train(SmallShops.Checkerboard(20), Settings, new TrainingControl(1, 2, null, source.Token));
        train.Should().Throw<OperationCanceledException>();
    }

    private static byte[] Bytes(IRecommender model)
    {
        using var file = new MemoryStream();
        using var writer = new BinaryWriter(file);
        RecommenderFile.Write(model, writer);
        writer.Flush();
        return file.ToArray();
    }
}
