using System.Diagnostics;
using Marketing.Learning;
using Marketing.Learning.Clicks;

namespace Marketing.Benchmarks.Quick;

/// <summary>Targets on two idle cores: 300,000 rows/s for logistic-ftrl, 500,000 rows/s a pass for ffm with 4 factors; 20 fields.</summary>
internal static class ClicksBench
{
    private const int Rows = 200_000;
    private const int Fields = 20;

    public static void Run()
    {
        var table = Simulated();
        Console.WriteLine($"{table.Rows:N0} rows, {table.Clicks:N0} clicks, {Fields} fields");
        Console.WriteLine("algorithm       threads   rows learnt    seconds   CPU s      rows/s   rows a CPU second");
        foreach (var trainer in ClickModelTrainers.All)
        {
            foreach (var threads in (int[])[1, 2])
            {
                var learnt = 0L;
                var seconds = 0.0;
                var control = new TrainingControl(1, threads, null, CancellationToken.None);
                var cpu = Yardstick.CpuSeconds(() =>
                    seconds = Yardstick.Seconds(() => learnt = trainer.Train(table, new Dictionary<string, double>(), control).RowsLearnt)
                );
                Console.WriteLine(
                    $"{trainer.Algorithm, -15} {threads, 7} {learnt, 13:N0} {seconds, 10:0.00} {cpu, 7:0.00} {learnt / seconds, 11:N0} {learnt / cpu, 19:N0}"
                );
            }
        }

        foreach (var threads in (int[])[1, 2])
        {
            PrintPass(table, threads);
        }
    }

    // What ffm reports in the second half of its training are passes over all rows and nothing else.
    private static void PrintPass(ClickTable table, int threads)
    {
        List<(TimeSpan Time, TimeSpan Cpu)> marks = [];
        var clock = Stopwatch.StartNew();
        var control = new TrainingControl(1, threads, Mark, CancellationToken.None);
        ClickModelTrainers.All.Single(trainer => trainer.Algorithm == "ffm").Train(table, new Dictionary<string, double>(), control);
        var passes = marks.Zip(marks.Skip(1), (from, to) => (Time: to.Time - from.Time, Cpu: to.Cpu - from.Cpu)).ToList();
        if (passes.Count == 0)
        {
            return; // one pass was the best: nothing lies between two reports
        }

        var (fastest, cheapest) = (passes.Min(pass => pass.Time), passes.Min(pass => pass.Cpu));
        Console.WriteLine(
            $"ffm, the best of {passes.Count} passes on {threads} threads: {table.Rows / fastest.TotalSeconds:N0} rows/s, {table.Rows / cheapest.TotalSeconds:N0} rows a CPU second"
        );

        void Mark(double done)
        {
            if (done > .5)
            {
                marks.Add((clock.Elapsed, Environment.CpuUsage.TotalTime));
            }
        }
    }

    // Fields of 2 to 20,000 values, the first of each the most frequent.
    private static ClickTable Simulated()
    {
        var table = new ClickTable(
            ClickEncoding.Learn([.. Enumerable.Range(0, Fields).Select(field => new ClickField($"f{field}"))]),
            Rows
        );
        var tokens = new uint[Fields];
        for (var row = 0; row < Rows; row++)
        {
            var logOdds = -2.0;
            for (var field = 0; field < Fields; field++)
            {
                var values = Math.Pow(10, .3 + (4 * field / (double)Fields));
                var value = (int)(values * Math.Pow(SplitMix64.Uniform(3, ((ulong)row << 8) + (ulong)field), 3));
                tokens[field] = ClickEncoding.Token(field, $"v{value}");
                logOdds += .6 * (SplitMix64.Uniform(4, ((ulong)field << 32) + (ulong)value) - .5);
            }

            table.Add(tokens, SplitMix64.Uniform(5, (ulong)row) < Logistic.Sigmoid(logOdds));
        }

        return table;
    }
}
