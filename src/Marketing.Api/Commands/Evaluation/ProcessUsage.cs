using System.Diagnostics;

namespace Marketing.Api.Commands.Evaluation;

/// <summary>Measures a step of this process: wall clock, CPU of all threads, highest resident memory.</summary>
internal static class ProcessUsage
{
    public static (T Result, Usage Usage) Of<T>(Func<T> step)
    {
        ForgetPeak();
        using var process = Process.GetCurrentProcess();
        var (cpu, began) = (process.TotalProcessorTime, Stopwatch.GetTimestamp());
        var result = step();
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        process.Refresh();
        return (result, new Usage(seconds, (process.TotalProcessorTime - cpu).TotalSeconds, process.PeakWorkingSet64));
    }

    // Linux keeps the highest resident memory since this was last written; elsewhere the peak is that of the process so far.
    private static void ForgetPeak()
    {
        try
        {
            File.WriteAllText("/proc/self/clear_refs", "5");
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            // The peak so far is still an upper bound.
        }
    }
}

/// <summary>What one step took.</summary>
/// <param name="Seconds">Wall clock.</param>
/// <param name="CpuSeconds">Of all threads.</param>
/// <param name="PeakBytes">Highest resident memory of the whole process during the step.</param>
internal readonly record struct Usage(double Seconds, double CpuSeconds, long PeakBytes);
