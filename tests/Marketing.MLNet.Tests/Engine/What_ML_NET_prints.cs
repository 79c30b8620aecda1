using System.Runtime.InteropServices;
using Marketing.Learning;
using Marketing.Learning.Clicks;
using Marketing.Learning.Recommenders;
using Marketing.Learning.Sentiment;
using Marketing.Learning.Tests.Clicks;
using Marketing.Learning.Tests.Sentiment;

namespace Marketing.MLNet.Tests.Engine;

/// <summary>The native library prints by itself, past <see cref="Console"/>: so the process's own descriptor is watched.</summary>
[Collection(nameof(TheProcesssOutput))]
public sealed partial class What_ML_NET_prints
{
    private static readonly TrainingControl Control = new(1, 1, null, default);
    private static readonly Dictionary<string, double> Nothing = [];

    [Fact]
    public void Is_nothing_while_it_factorizes() =>
        Printed(() =>
                RecommenderTrainers
                    .Find("mlnet-matrix-factorization")!
                    .Train(new Histories(2, [0, 1, 2], [0, 1], [1, 1], [1, 2]), Nothing, Control)
            )
            .Should()
            .BeEmpty();

    [Theory]
    [InlineData("mlnet-naive-bayes")]
    [InlineData("mlnet-svm")]
    [InlineData("mlnet-sdca")]
    public void Is_nothing_while_it_reads_texts(string algorithm) =>
        Printed(() => TextClassifierTrainers.Find(algorithm)!.Train(SmallReviews.Two, Nothing, Control)).Should().BeEmpty();

    [Fact]
    public void Is_nothing_while_it_learns_clicks() =>
        Printed(() => ClickModelTrainers.Find("mlnet-ffm")!.Train(SmallLogs.Interacting(600).Table, Nothing, Control)).Should().BeEmpty();

    private static string Printed(Action work)
    {
        MlNetEngine.Join();
        if (!OperatingSystem.IsLinux())
        {
            return "";
        }

        var file = Path.GetTempFileName();
        Console.Out.Flush();
        var kept = Dup(1);
        using (var output = File.OpenWrite(file))
        {
            _ = Dup2((int)output.SafeFileHandle.DangerousGetHandle(), 1);
            try
            {
                work();
            }
            finally
            {
                Console.Out.Flush();
                _ = Dup2(kept, 1);
                _ = Close(kept);
            }
        }

        var printed = File.ReadAllText(file);
        File.Delete(file);
        return printed;
    }

    [LibraryImport("libc", EntryPoint = "dup")]
    private static partial int Dup(int descriptor);

    [LibraryImport("libc", EntryPoint = "dup2")]
    private static partial int Dup2(int from, int to);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}

/// <summary>Nothing else runs meanwhile: it could print.</summary>
[CollectionDefinition(nameof(TheProcesssOutput), DisableParallelization = true)]
public sealed class TheProcesssOutput;
