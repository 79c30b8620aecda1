using System.Diagnostics;
using System.Globalization;

namespace Marketing.Benchmarks.Quick;

/// <summary>Runs what asks in a process of its own, as customers are: its threads are not the server's, though its two cores are.</summary>
internal static class LoadProcess
{
    /// <param name="arguments">Of this program, which knows how to ask (<c>Program.cs</c>).</param>
    public static async Task RunAsync(params string[] arguments)
    {
        using var process = Process.Start(Program, arguments) ?? throw new InvalidOperationException("The load does not start.");
        await process.WaitForExitAsync();
    }

    /// <summary>Milliseconds of a schedule of requests, each of another user.</summary>
    public static async Task<(double P50, double P99)> QuantilesAsync(string url, int rate, int firstUser, TimeSpan time)
    {
        var start = new ProcessStartInfo(Program, ["load-for", url, $"{rate}", $"{firstUser}", $"{time.TotalSeconds:0}"])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        using var process = Process.Start(start) ?? throw new InvalidOperationException("The load does not start.");
        var words = (await process.StandardOutput.ReadToEndAsync()).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        await process.WaitForExitAsync();
        return (double.Parse(words[^2], CultureInfo.InvariantCulture), double.Parse(words[^1], CultureInfo.InvariantCulture));
    }

    // Not ProcessPath: that may be dotnet.
    private static string Program => Path.Combine(AppContext.BaseDirectory, "Marketing.Benchmarks");
}
