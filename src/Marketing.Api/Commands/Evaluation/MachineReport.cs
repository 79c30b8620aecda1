using System.Diagnostics;
using System.Globalization;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Marketing.Api.Commands.Evaluation;

/// <summary>What the times were measured on, with two yardsticks of the same run, so that ratios can be compared across machines.</summary>
/// <param name="Processor">Name of the processor.</param>
/// <param name="Cores">Logical cores of this process.</param>
/// <param name="Load">Load average of the last minute before the run; null where the system has none.</param>
/// <param name="MemoryGigabytesPerSecond">One core summing an array that no cache holds.</param>
/// <param name="DotGigaflops">One core, inner products of vectors that stay in the cache.</param>
internal sealed record MachineReport(string Processor, int Cores, double? Load, double MemoryGigabytesPerSecond, double DotGigaflops)
{
    public static MachineReport Measure()
    {
        var load = File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : null;
        return new MachineReport(
            ProcessorName(),
            Environment.ProcessorCount,
            load is null ? null : double.Parse(load, CultureInfo.InvariantCulture),
            MemoryPass(),
            Dot()
        );
    }

    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Processor}, {Cores} cores, load {Load:0.00}; yardsticks on one core: memory {MemoryGigabytesPerSecond:0.0} GB/s, inner product {DotGigaflops:0} GFLOP/s"
        );

    private static string ProcessorName()
    {
        const string Cpu = "/proc/cpuinfo";
        var line = File.Exists(Cpu) ? File.ReadLines(Cpu).FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal)) : null;
        return line?.Split(':', 2)[1].Trim() ?? RuntimeInformation.ProcessArchitecture.ToString();
    }

    private static double MemoryPass()
    {
        var values = new float[48 << 20];
        values.AsSpan().Fill(1);
        var best = Enumerable.Range(0, 3).Min(_ => Seconds(() => TensorPrimitives.Sum<float>(values)));
        return values.Length * sizeof(float) / best / 1e9;
    }

    private static double Dot()
    {
        const int Length = 2048;
        const int Repeats = 20_000;
        var (a, b) = (new float[Length], new float[Length]);
        a.AsSpan().Fill(.5f);
        b.AsSpan().Fill(.25f);
        var best = Enumerable
            .Range(0, 3)
            .Min(_ =>
                Seconds(() =>
                {
                    var sum = 0f;
                    for (var repeat = 0; repeat < Repeats; repeat++)
                    {
                        sum += TensorPrimitives.Dot<float>(a, b);
                    }

                    return sum;
                })
            );
        return 2.0 * Length * Repeats / best / 1e9;
    }

    private static double Seconds(Func<float> work)
    {
        var began = Stopwatch.GetTimestamp();
        GC.KeepAlive(work());
        return Stopwatch.GetElapsedTime(began).TotalSeconds;
    }
}
