using System.Diagnostics;
using System.Runtime.InteropServices;
using Marketing.Learning.Numerics;

namespace Marketing.Benchmarks.Quick;

/// <summary>What this machine can do right now: other work on it shows here too, so quote ratios.</summary>
internal static unsafe class Yardstick
{
    private static readonly AlignedFloats Memory = Filled(64 << 20);

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
        Console.WriteLine(
            $"one core: memory pass over 256 MB {MemoryGigabytesPerSecond(Memory.Length):0.0} GB/s, over 26 MB {MemoryGigabytesPerSecond(6_400_000):0.0} GB/s, matrix product {GramGigaflops():0} GFLOP/s"
        );
        Console.WriteLine();
    }

    /// <summary>One core summing floats, at most 256 MB of them: what fits the last cache goes faster, so ask for the size that is compared.</summary>
    public static double MemoryGigabytesPerSecond(int floats) => floats * 4.0 / PassSeconds(floats) / 1e9;

    /// <summary>Seconds of that pass, the best of ten.</summary>
    public static double PassSeconds(int floats) =>
        Best(10, () => System.Numerics.Tensors.TensorPrimitives.Sum<float>(Memory.Span[..floats]));

    // Pages that were never written are one page of zeros in the first cache: a pass over them would measure nothing.
    private static AlignedFloats Filled(int length)
    {
        var floats = new AlignedFloats(length);
        floats.Span.Fill(1);
        return floats;
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
