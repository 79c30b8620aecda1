using Marketing.Learning;
using Marketing.Learning.Neural;
using Marketing.Learning.Recommenders;
using Marketing.Learning.Sentiment;

namespace Marketing.Benchmarks.Quick;

/// <summary>
/// Target: cnn and rnn learn 40,000 short Chinese reviews within 5 minutes on two idle cores. Wall time grows with other work on the machine, CPU
/// seconds hardly do: on idle cores the wall shows half of them.
/// </summary>
internal static class NeuralBench
{
    private const int Reviews = 4000;

    public static void Run()
    {
        var yardstick = Yardstick.GramGigaflops();
        Console.WriteLine("matrix product        rows columns depth   GFLOP/s   share of the yardstick");
        Product("filters over a batch", 1000, 96, 192, yardstick);
        Product("one step of a GRU", 16, 64, 64, yardstick);
        Product("scores of candidates", 128, 1500, 64, yardstick);
        Product("gradient of weights", 64, 64, 1000, yardstick);
        Console.WriteLine();
        Console.WriteLine("network  CPU s for 40,000 reviews of 50 characters with the default settings");
        foreach (var algorithm in (string[])["cnn", "rnn"])
        {
            Text(algorithm);
        }

        Console.WriteLine();
        Session();
    }

    private static void Product(string what, int rows, int columns, int depth, double yardstick)
    {
        var (a, b, c) = (new float[rows * depth], new float[depth * columns], new float[rows * columns]);
        Array.Fill(a, .01f);
        Array.Fill(b, .01f);
        var repeats = Math.Max(1, 100_000_000 / (rows * columns * depth));
        var seconds = Yardstick.Best(
            10,
            () =>
            {
                for (var repeat = 0; repeat < repeats; repeat++)
                {
                    MatrixProduct.Add(rows, columns, depth, new Matrix<float>(a, depth), new Matrix<float>(b, columns), c, columns);
                }
            }
        );
        var rate = 2.0 * rows * columns * depth * repeats / seconds / 1e9;
        Console.WriteLine($"{what, -20} {rows, 5} {columns, 7} {depth, 5}   {rate, 7:0}   {rate / yardstick:0.00}");
    }

    private static void Text(string algorithm)
    {
        var trainer = TextClassifierTrainers.Find(algorithm) ?? throw new InvalidOperationException(algorithm);
        double Default(string name) => trainer.Settings.First(setting => setting.Name == name).Default;
        var (texts, labels) = (new List<string>(), new List<SentimentLabel>());
        for (var text = 0UL; text < Reviews; text++)
        {
            // Characters fall off as a power, as those of a language do.
            var characters = Enumerable.Range(0, 50).Select(at => Math.Pow(SplitMix64.Uniform(text, (ulong)at), 3));
            texts.Add(string.Concat(characters.Select(u => (char)('一' + (int)(3000 * u)))));
            labels.Add(SplitMix64.At(1, text) % 2 == 0 ? SentimentLabel.Negative : SentimentLabel.Positive);
        }

        var settings = new Dictionary<string, double> { ["Epochs"] = 1, ["Networks"] = 1 };
        var control = new TrainingControl(1, 2, null, CancellationToken.None);
        var cpu = Yardstick.CpuSeconds(() => trainer.Train(new LabelledTexts(texts, labels), settings, control));
        Console.WriteLine($"{algorithm, -7}  {cpu * (40_000.0 / Reviews) * Default("Epochs") * Default("Networks"), 8:0}");
    }

    private static void Session()
    {
        var data = Simulated.Shop(4000, 10_000, 30_000, seed: 1);
        var trainer = RecommenderTrainers.Find("gru") ?? throw new InvalidOperationException();
        var control = new TrainingControl(1, 2, null, CancellationToken.None);
        var settings = new Dictionary<string, double> { ["Epochs"] = 1 };
        var cpu = Yardstick.CpuSeconds(() => trainer.Train(data, settings, control));
        Console.WriteLine($"gru: {data.EventCount / cpu:N0} events a CPU second and epoch, 10,000 items, 1,024 of them drawn a batch");
    }
}
