using System.Diagnostics;
using System.Globalization;
using Marketing.Benchmarks.Quick;

namespace Marketing.Benchmarks;

/// <summary>Seconds.</summary>
/// <param name="Wall">By the clock.</param>
/// <param name="Here">Of CPU in this process.</param>
/// <param name="Server">Of CPU in PostgreSQL's processes.</param>
internal readonly record struct Cost(double Wall, double Here, double Server)
{
    public static Cost operator +(Cost a, Cost b) => new(a.Wall + b.Wall, a.Here + b.Here, a.Server + b.Server);

    public static Cost operator -(Cost a, Cost b) => new(a.Wall - b.Wall, a.Here - b.Here, a.Server - b.Server);

    public static Cost operator *(Cost cost, double times) => new(cost.Wall * times, cost.Here * times, cost.Server * times);
}

/// <summary>Prints what each step of a long run cost.</summary>
internal sealed class Steps(PostgresProcesses server)
{
    private Cost _first = Now(server);
    private Cost _last = Now(server);

    /// <summary>All since <see cref="Begin"/>.</summary>
    public Cost Total => _last - _first;

    /// <summary>What was before does not count.</summary>
    public void Begin() => _first = _last = Now(server);

    /// <summary>Prints what came since the step before.</summary>
    public Cost Done(string what)
    {
        var now = Now(server);
        var cost = now - _last;
        _last = now;
        Print(cost, what);
        return cost;
    }

    public static void Print(Cost cost, string what) =>
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{cost.Wall, 7:0.0} s; CPU {cost.Here, 7:0.0} s here, {cost.Server, 7:0.0} s PostgreSQL: {what}"
            )
        );

    /// <summary>What has been used up to now.</summary>
    public static Cost Now(PostgresProcesses server)
    {
        using var process = Process.GetCurrentProcess();
        return new Cost(
            Stopwatch.GetTimestamp() / (double)Stopwatch.Frequency,
            process.TotalProcessorTime.TotalSeconds,
            server.CpuSeconds()
        );
    }
}
