using Marketing.Learning;
using Marketing.Learning.Clicks;
using Marketing.Learning.Clicks.Factorization;
using Marketing.Learning.Tests.Clicks;
using Marketing.MLNet.Engine;
using Marketing.MLNet.Engine.Clicks;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Marketing.MLNet.Tests.Engine.Clicks;

public sealed class A_factorization_machine_of_ML_NET : ClickModelContract
{
    public A_factorization_machine_of_ML_NET() => MlNetEngine.Join();

    private protected override IClickModelTrainer Trainer => ClickModelTrainers.Find("mlnet-ffm")!;

    [Fact]
    public void Sees_the_interaction_that_single_values_cannot()
    {
        var (table, _) = SmallLogs.Interacting(40_000);
        var (fresh, truth) = SmallLogs.Interacting(5_000, seed: 9);
        SmallLogs.Predict(Train(table), fresh).Zip(truth, (p, t) => Math.Abs(p - t)).Average().Should().BeLessThan(.035);
    }

    /// <summary>
    /// The weights that serve, put together by hand, against ML.NET's own score of each row. With AVX it forgets the factors beyond the last
    /// multiple of 8.
    /// </summary>
    [Theory]
    [InlineData(8, 8)]
    [InlineData(12, 16)]
    public void Scores_as_ML_NET_does(int asked, int factors)
    {
        var (problem, machine) = Fitted(SmallLogs.Interacting(2000).Table, ("Factors", asked));
        machine.Factors.Should().Be(factors);
        var context = new MLContext();
        var scored = MlNetZip.Load(context, machine.File).Transform(new ClickView(problem, seed: 1)).GetColumn<float>("Score").ToArray();
        scored.Should().HaveCount(problem.Rows);
        scored.Distinct().Count().Should().BeGreaterThan(50, "there are 120 kinds of rows");
        for (var row = 0; row < 300; row++)
        {
            Score(problem, machine, row).Should().BeApproximately(scored[row], 1e-4);
        }
    }

    /// <summary>ML.NET would take a column of weights for a field: a row of weight 3 is three rows instead.</summary>
    [Fact]
    public void Heeds_the_weights_of_rows()
    {
        var (light, heavy) = (new ClickTable(SmallLogs.Encoding("a", "b")), new ClickTable(SmallLogs.Encoding("a", "b")));
        for (var row = 0; row < 400; row++)
        {
            light.Add(SmallLogs.Tokens(row % 2, row % 3), clicked: row % 4 == 0);
            heavy.Add(SmallLogs.Tokens(row % 2, row % 3), clicked: row % 4 == 0, weight: row % 4 == 0 ? 3 : 1);
        }

        var (few, first) = Fitted(light);
        var (many, second) = Fitted(heavy);
        Score(many, second, 0).Should().BeGreaterThan(Score(few, first, 0) + .3);
        new ClickView(many, seed: 1).Rows.Should().Be(300 + (100 * 3));
    }

    [Fact]
    public void Is_the_same_for_the_same_seed_whenever_it_is_fitted()
    {
        var table = SmallLogs.Interacting(2000).Table;
        var (once, again) = (Fitted(table).Machine, Fitted(table).Machine);
        again.Vectors.Should().Equal(once.Vectors);
        again.File.Should().Equal(once.File, "the file tells no time");
    }

    /// <summary>ML.NET's prediction engine is not thread-safe; it is not used.</summary>
    [Fact]
    public void Predicts_alike_from_many_threads()
    {
        var (table, _) = SmallLogs.Interacting(6000);
        var model = Train(table);
        var expected = SmallLogs.Predict(model, table);
        Parallel.For(0, 8, _ => SmallLogs.Predict(model, table).Should().Equal(expected));
    }

    /// <summary>Maps of keys end at a million ids and lose the rest without a word; values are no keys.</summary>
    [Fact]
    public void Keeps_more_than_a_million_values()
    {
        const int Many = 1_000_200;
        var table = new ClickTable(SmallLogs.Encoding("a", "b"), Many);
        for (var row = 0; row < Many; row++)
        {
            table.Add([(uint)row, (uint)(row % 2)], clicked: row % 2 == 0);
        }

        var (_, machine) = Fitted(table, ("Epochs", 1), ("MinCount", 1));

        // The values of the first field, 0 for rare ones, then those of the second.
        machine.Linear.Should().HaveCount(Many + 1 + 3);
        machine.Linear[Many].Should().BeNegative("the last row was not clicked");
        machine.Linear[Many - 1].Should().BePositive();
    }

    [Fact]
    public void Is_refused_with_the_file_of_another()
    {
        var (problem, machine) = Fitted(SmallLogs.Interacting(600).Table);
        var expected = new FactorizationFile(machine.File, problem.Fields, machine.Linear.Length, Factors: 8);
        FluentActions.Invoking(() => FieldAwareMachine.Engine.Verify(expected)).Should().NotThrow();
        foreach (
            var wrong in (FactorizationFile[])
                [
                    expected with
                    {
                        Fields = 4,
                    },
                    expected with
                    {
                        Values = 3,
                    },
                    expected with
                    {
                        Factors = 4,
                    },
                    expected with
                    {
                        File = [1, 2, 3],
                    },
                ]
        )
        {
            FluentActions.Invoking(() => FieldAwareMachine.Engine.Verify(wrong)).Should().Throw<InvalidDataException>();
        }
    }

    private static (FactorizationProblem Problem, FactorizationMachine Machine) Fitted(
        ClickTable table,
        params (string Name, double Value)[] settings
    )
    {
        var asked = new List<(FactorizationProblem, FactorizationMachine)>();
        var watched = FieldAwareMachine.Engine with
        {
            Fit = (problem, given, control) =>
            {
                var machine = FieldAwareMachine.Engine.Fit(problem, given, control);
                asked.Add((problem, machine));
                return machine;
            },
        };
        FactorizationMachines
            .Trainer(watched)
            .Train(table, settings.ToDictionary(setting => setting.Name, setting => setting.Value), SmallLogs.Control());
        return asked[^1];
    }

    private static double Score(FactorizationProblem problem, FactorizationMachine machine, int row)
    {
        int[] starts = [.. Enumerable.Range(0, problem.Fields).Select(field => Enumerable.Range(0, field).Sum(problem.Size))];
        int[] values = [.. Enumerable.Range(0, problem.Fields).Select(field => starts[field] + problem.Id(row, field))];
        var sum = values.Sum(value => (double)machine.Linear[value]);
        for (var a = 0; a < values.Length; a++)
        {
            for (var b = a + 1; b < values.Length; b++)
            {
                var first = machine.Vectors.AsSpan(((values[a] * problem.Fields) + b) * machine.Factors, machine.Factors);
                var second = machine.Vectors.AsSpan(((values[b] * problem.Fields) + a) * machine.Factors, machine.Factors);
                for (var factor = 0; factor < machine.Factors; factor++)
                {
                    sum += (double)first[factor] * second[factor] / problem.Fields;
                }
            }
        }

        return sum;
    }
}
