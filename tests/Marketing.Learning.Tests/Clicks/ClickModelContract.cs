using Marketing.Learning.Clicks;

namespace Marketing.Learning.Tests.Clicks;

/// <summary>What every model of clicks keeps.</summary>
public abstract class ClickModelContract
{
    private protected abstract IClickModelTrainer Trainer { get; }

    private protected IClickModel Train(ClickTable data, int threads = 1, ulong seed = 1, params (string Name, double Value)[] settings) =>
        Trainer.Train(data, settings.ToDictionary(setting => setting.Name, setting => setting.Value), SmallLogs.Control(threads, seed));

    [Fact]
    public void The_same_seed_gives_the_same_model_whatever_the_threads()
    {
        var (table, _) = SmallLogs.Interacting(6000);

        SmallLogs.Predict(Train(table, threads: 1), table).Should().Equal(SmallLogs.Predict(Train(table, threads: 3), table));
    }

    [Fact]
    public void Comes_close_to_the_truth()
    {
        var (table, learnt) = SmallLogs.Interacting(30_000, interaction: 0);
        var (fresh, truth) = SmallLogs.Interacting(5_000, seed: 9, interaction: 0);

        var predicted = SmallLogs.Predict(Train(table), fresh);

        predicted.Zip(truth, (p, t) => Math.Abs(p - t)).Average().Should().BeLessThan(.02);

        // What chance did to the clicks of the log, no model can know.
        (predicted.Sum() / truth.Sum())
            .Should()
            .BeApproximately(table.Clicks / learnt.Sum(), .02);
    }

    [Fact]
    public void Comes_back_from_its_bytes()
    {
        var (table, _) = SmallLogs.Interacting(6000);
        var model = Train(table);
        using var memory = new MemoryStream();
        ClickModelFile.Write(model, new BinaryWriter(memory));
        memory.Position = 0;

        var read = ClickModelFile.Read(new BinaryReader(memory));

        read.Algorithm.Should().Be(Trainer.Algorithm);
        for (var row = 0; row < 100; row++)
        {
            read.Predict(SmallLogs.Codes(read, table.Tokens(row))).Should().Be(model.Predict(SmallLogs.Codes(model, table.Tokens(row))));
        }
    }

    [Fact]
    public void Refuses_bytes_that_are_not_a_models()
    {
        var (table, _) = SmallLogs.Interacting(600);
        using var memory = new MemoryStream();
        ClickModelFile.Write(Train(table), new BinaryWriter(memory));

        foreach (var length in (int[])[0, 5, 30, 200, (int)memory.Length - 1])
        {
            var cut = new MemoryStream(memory.ToArray(), 0, length);
            FluentActions.Invoking(() => ClickModelFile.Read(new BinaryReader(cut))).Should().Throw<InvalidDataException>();
        }
    }

    [Fact]
    public void Predicts_values_that_it_has_never_seen()
    {
        var model = Train(SmallLogs.Interacting(6000).Table);

        var known = model.Predict(SmallLogs.Codes(model, SmallLogs.Tokens(1, 1, 1)));
        var cold = model.Predict(SmallLogs.Codes(model, SmallLogs.Tokens(99, 1, 1)));

        cold.Probability.Should().BeInRange(.02, .6);
        cold.Deviation.Should().BeGreaterThan(known.Deviation, "nobody has seen this ad");
        var (low, high) = cold.Interval();
        low.Should().BeLessThan(cold.Probability);
        high.Should().BeGreaterThan(cold.Probability);
    }

    [Fact]
    public void Learns_on_line()
    {
        var model = Train(SmallLogs.Interacting(6000).Table);
        var codes = SmallLogs.Codes(model, SmallLogs.Tokens(50, 0, 1));
        var before = model.Predict(codes);

        for (var click = 0; click < 50; click++)
        {
            model.Update(codes, clicked: true, weight: 1, position: 0);
        }

        model.Predict(codes).Probability.Should().BeGreaterThan(before.Probability + .05);
        model.Predict(codes).Deviation.Should().BeLessThan(before.Deviation);
    }

    [Fact]
    public void Names_a_setting_out_of_range() =>
        FluentActions
            .Invoking(() => Train(SmallLogs.Interacting(600).Table, settings: ("Epochs", 0)))
            .Should()
            .Throw<ArgumentException>()
            .WithMessage("*Epochs*");

    [Fact]
    public void Stops_when_it_is_told_to()
    {
        using var stop = new CancellationTokenSource();
        stop.Cancel();

        FluentActions
            .Invoking(() =>
                Trainer.Train(SmallLogs.Interacting(600).Table, new Dictionary<string, double>(), SmallLogs.Control(cancel: stop.Token))
            )
            .Should()
            .Throw<OperationCanceledException>();
    }

    [Fact]
    public void Says_why_it_cannot_learn_from_one_outcome()
    {
        var table = new ClickTable(SmallLogs.Encoding("ad"));
        table.Add(SmallLogs.Tokens(1), clicked: false);

        Trainer.WhyNotApplicable(table).Should().NotBeNull();
    }
}
