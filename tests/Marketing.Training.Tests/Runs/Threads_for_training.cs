namespace Marketing.Training.Tests.Runs;

public sealed class Threads_for_training
{
    [Fact]
    public async Task keep_what_a_training_does_in_parallel_on_themselves()
    {
        var names = await TrainingThreads.Instance.RunAsync(() =>
        {
            var seen = new string?[64];
            var options = new ParallelOptions { MaxDegreeOfParallelism = 4, TaskScheduler = TaskScheduler.Current };
            Parallel.For(
                0,
                seen.Length,
                options,
                at =>
                {
                    Thread.SpinWait(20_000);
                    seen[at] = Thread.CurrentThread.Name;
                }
            );
            return seen;
        });
        names.Should().OnlyContain(name => name != null && name.StartsWith("training ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task give_way_to_those_that_answer()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        // Field 19 of a thread's stat, counted behind the name in brackets, is its niceness.
        static int Niceness() =>
            int.Parse(
                File.ReadAllText("/proc/thread-self/stat").Split(") ")[^1].Split(' ')[16],
                System.Globalization.CultureInfo.InvariantCulture
            );
        var own = await Task.Factory.StartNew(Niceness, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        (await TrainingThreads.Instance.RunAsync(Niceness)).Should().BeGreaterThanOrEqualTo(Math.Max(own, 10));
    }

    [Fact]
    public async Task tell_what_went_wrong()
    {
        var work = () => TrainingThreads.Instance.RunAsync<int>(() => throw new InvalidDataException("no good"));
        await work.Should().ThrowAsync<InvalidDataException>();
    }
}
