using System.Diagnostics;
using System.Runtime.InteropServices;
using Marketing.Learning.Numerics;

namespace Marketing.Benchmarks.Quick;

/// <summary>What this machine can do right now: other work on it shows here too, so quote ratios.</summary>
internal static unsafe class Yardstick
{
    private static readonly AlignedFloats Memory = new(64 << 20);

    public static void Print()
    {
        var cpu = File.Exists("/proc/cpuinfo")
            ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))
            : null;
        var load = File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "unknown";
        Console.WriteLine(
            $"{cpu?.Split(':')[1].Trim() ?? RuntimeInformation.ProcessArchitecture.ToString()}, {Environment.ProcessorCount} cores, load {load}"
        );
        Console.WriteLine($".NET {Environment.Version}, AVX-512: {System.Runtime.Intrinsics.X86.Avx512F.IsSupported}");
        Console.WriteLine($"one core: memory pass {MemoryGigabytesPerSecond():0.0} GB/s, matrix product {GramGigaflops():0} GFLOP/s");
        Console.WriteLine();
    }

    /// <summary>One core summing 256 MB.</summary>
    public static double MemoryGigabytesPerSecond()
    {
        var seconds = Best(5, () => System.Numerics.Tensors.TensorPrimitives.Sum<float>(Memory.Span));
        return Memory.Length * 4.0 / seconds / 1e9;
    }

    /// <summary>One core: PᵀP of 128 × 64, the whole square counted as worked where 10 of 16 blocks are.</summary>
    public static double GramGigaflops()
    {
        const int Repeats = 2000;
        var (p, a) = (new AlignedFloats(128 * 64), new AlignedFloats(64 * 64));
        p.Span.Fill(.01f);
        var seconds = Best(
            20,
            () =>
            {
                for (var repeat = 0; repeat < Repeats; repeat++)
                {
                    GramKernel.Accumulate(a.Pointer, p.Pointer, 128, 64);
                }
            }
        );
        return 2.0 * 128 * 64 * 64 * .625 * Repeats / seconds / 1e9;
    }

    public static double Best(int times, Action work) => Enumerable.Range(0, times).Min(_ => Seconds(work));

    public static double Best<T>(int times, Func<T> work) => Best(times, () => GC.KeepAlive(work()));

    /// <summary>CPU time of all threads: what the wall clock would show on an idle machine, times the threads.</summary>
    public static double CpuSeconds(Action work)
    {
        using var process = Process.GetCurrentProcess();
        var before = process.TotalProcessorTime;
        work();
        process.Refresh();
        return (process.TotalProcessorTime - before).TotalSeconds;
    }

    public static double Seconds(Action work)
    {
        var began = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(began).TotalSeconds;
    }
}
