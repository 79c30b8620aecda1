using Marketing.Learning.Clicks;
using Marketing.Learning.Clicks.Factorization;

namespace Marketing.Learning.Tests.Clicks;

/// <summary>An engine as small as can be: the log odds of each value by gradient descent, no products of vectors.</summary>
public sealed class A_click_model_that_another_engine_fits : ClickModelContract
{
    private static readonly FactorizationEngine Single = new()
    {
        Algorithm = "single",
        Engine = "test",
        Settings = [new Setting(FactorizationEngine.Epochs, 8, 1, 100, IsWhole: true, "Passes over the rows.")],
        Fit = Fit,
        Verify = file =>
        {
            if (file.File is not [7] || file.Factors != 4)
            {
                throw new InvalidDataException("Not the file of this machine.");
            }
        },
    };

    public A_click_model_that_another_engine_fits() => ClickModelFile.Join("single", reader => FactorizationMachines.Read(Single, reader));

    private protected override IClickModelTrainer Trainer { get; } = FactorizationMachines.Trainer(Single);

    [Fact]
    public void Predicts_what_the_engines_numbers_come_to()
    {
        // Three fields of 2, 3 and 2 values, vectors of 3. The slow twin of what is served.
        var (problem, vocabulary) = Problem();
        float[] linear = [.1f, -.2f, .3f, .05f, -.4f, .6f, -.1f];
        float[] vectors = [.. Enumerable.Range(0, 7 * 3 * 3).Select(at => (float)Math.Sin(at))];
        var weights = MachineWeights.Of(problem, vocabulary, new FactorizationMachine(3, linear, vectors, []));

        double Product(int value, int against, int other, int from) =>
            Enumerable.Range(0, 3).Sum(k => (double)vectors[(((value * 3) + against) * 3) + k] * vectors[(((other * 3) + from) * 3) + k]);

        // Value 1 of field 0, 2 of field 1 (the fifth of all, counted from 0: 2 + 2), 1 of field 2 (2 + 3 + 1).
        var expected = linear[1] + linear[4] + linear[6] + ((Product(1, 1, 4, 0) + Product(1, 2, 6, 0) + Product(4, 2, 6, 1)) / 3);
        weights.LogOdds([1, 2, 1]).Should().BeApproximately((float)expected, 1e-5f);
    }

    [Fact]
    public void Knows_nothing_of_values_that_no_row_has()
    {
        // No row has a rare value, so the engine's numbers of id 0 are where it began by chance.
        var (problem, vocabulary) = Problem();
        var machine = new FactorizationMachine(1, [9, 0, 9, 0, 0, 9, 0], [.. Enumerable.Repeat(9f, 7 * 3)], []);
        MachineWeights.Of(problem, vocabulary, machine).LogOdds([0, 0, 0]).Should().Be(0);
    }

    [Fact]
    public void Refuses_numbers_that_are_none()
    {
        var (problem, vocabulary) = Problem();
        var machine = new FactorizationMachine(1, new float[7], [.. Enumerable.Repeat(float.NaN, 7 * 3)], []);
        FluentActions.Invoking(() => MachineWeights.Of(problem, vocabulary, machine)).Should().Throw<InvalidOperationException>();
        FluentActions
            .Invoking(() => MachineWeights.Of(problem, vocabulary, machine with { Vectors = new float[7 * 2] }))
            .Should()
            .Throw<InvalidOperationException>();
    }

    [Fact]
    public void Counts_a_place_that_few_look_at_for_less()
    {
        var table = new ClickTable(SmallLogs.Encoding("a", "b"));
        table.Add(SmallLogs.Tokens(1, 1), clicked: false, weight: 2, position: 1);
        table.Add(SmallLogs.Tokens(1, 1), clicked: false, weight: 2, position: 2);
        table.Add(SmallLogs.Tokens(1, 1), clicked: true, weight: 2, position: 2);
        table.Add(SmallLogs.Tokens(1, 1), clicked: false);
        var problem = new FactorizationProblem(table, FfmVocabulary.Of(table, 1), [0, 1, 2, 3], [1, .5]);

        // A quarter of the rows is clicked: half the time somebody looks, of whom 3/4 do not click: .5 · .75/(1 − .5 · .25) = 3/7.
        problem.Weight(0).Should().BeApproximately(2, 1e-6f);
        problem.Weight(1).Should().BeApproximately(2 * 3 / 7f, 1e-6f);
        problem.Weight(2).Should().Be(2);
        problem.Weight(3).Should().Be(1, "its position is unknown");
    }

    [Fact]
    public void Refuses_a_log_of_one_outcome()
    {
        var table = new ClickTable(SmallLogs.Encoding("a", "b"));
        table.Add(SmallLogs.Tokens(1, 1), clicked: true);
        FluentActions.Invoking(() => Train(table)).Should().Throw<ArgumentException>();
    }

    // Each value occurs; 0 stands for the rare ones, which are not there.
    private static (FactorizationProblem Problem, FfmVocabulary Vocabulary) Problem()
    {
        var table = new ClickTable(SmallLogs.Encoding("a", "b", "c"));
        table.Add(SmallLogs.Tokens(1, 1, 1), clicked: true);
        table.Add(SmallLogs.Tokens(1, 2, 1), clicked: false);
        var vocabulary = FfmVocabulary.Of(table, minCount: 1);
        return (new FactorizationProblem(table, vocabulary, [0, 1], []), vocabulary);
    }

    private static FactorizationMachine Fit(
        FactorizationProblem problem,
        IReadOnlyDictionary<string, double> settings,
        TrainingControl control
    )
    {
        int[] starts = [.. Enumerable.Range(0, problem.Fields + 1).Select(field => Enumerable.Range(0, field).Sum(problem.Size))];
        var linear = new double[starts[^1]];
        for (var epoch = 0; epoch < settings[FactorizationEngine.Epochs]; epoch++)
        {
            for (var row = 0; row < problem.Rows; row++)
            {
                int[] values = [.. Enumerable.Range(0, problem.Fields).Select(field => starts[field] + problem.Id(row, field))];
                var error = Logistic.Sigmoid(values.Sum(value => linear[value])) - (problem.Clicked(row) ? 1 : 0);
                foreach (var value in values)
                {
                    linear[value] -= .02 / (epoch + 1) * problem.Weight(row) * error;
                }
            }
        }

        return new FactorizationMachine(1, [.. linear.Select(weight => (float)weight)], new float[starts[^1] * problem.Fields], [7]);
    }
}
