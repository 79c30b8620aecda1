using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace Marketing.Training;

/// <summary>
/// Threads of their own for training, one a core, that give way to everybody else: a request that comes in during a retrain is answered first. What a
/// training does in parallel stays on them, since <c>Workers</c> of Learning takes the scheduler that it is called on.
/// </summary>
public sealed class TrainingThreads : TaskScheduler
{
    // A tenth of what a thread of niceness 0 gets when both want the core.
    private const int Niceness = 10;
    private const int OfThisThread = 0;
    private readonly BlockingCollection<Task> _tasks = [];
    private readonly int _count;

    private TrainingThreads(int count)
    {
        _count = count;
        for (var number = 0; number < count; number++)
        {
            // Background: the end of the process does not wait for them.
            new Thread(Work)
            {
                IsBackground = true,
                Name = $"training {number}",
                Priority = ThreadPriority.BelowNormal,
            }.Start();
        }
    }

    /// <summary>The threads of this process, started when first asked for.</summary>
    public static TrainingThreads Instance => Threads.All;

    /// <inheritdoc />
    public override int MaximumConcurrencyLevel => _count;

    /// <summary>Does work that takes long, and tells what came of it.</summary>
    /// <param name="work">What to do; may work in parallel.</param>
    public Task<T> RunAsync<T>(Func<T> work) => Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.None, this);

    /// <inheritdoc />
    protected override void QueueTask(Task task) => _tasks.Add(task);

    /// <inheritdoc />
    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => Current == this && TryExecuteTask(task);

    /// <inheritdoc />
    protected override IEnumerable<Task> GetScheduledTasks() => _tasks.ToArray();

    private void Work()
    {
        if (OperatingSystem.IsLinux() && GetPriority(0, OfThisThread) < Niceness)
        {
            // The runtime does not pass a thread's priority on to Linux. Refused: the threads are ordinary ones, and nothing else changes.
            _ = SetPriority(0, OfThisThread, Niceness);
        }

        foreach (var task in _tasks.GetConsumingEnumerable())
        {
            TryExecuteTask(task);
        }
    }

    [DllImport("libc", EntryPoint = "getpriority")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int GetPriority(int which, int who);

    [DllImport("libc", EntryPoint = "setpriority")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetPriority(int which, int who, int priority);

    private static class Threads
    {
        public static readonly TrainingThreads All = new(Environment.ProcessorCount);
    }
}
