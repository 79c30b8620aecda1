using System.Diagnostics;

namespace Marketing.Benchmarks.Quick;

/// <summary>Runs what asks in a process of its own, as customers are: its threads are not the server's, though its two cores are.</summary>
internal static class LoadProcess
{
    /// <param name="arguments">Of this program, which knows how to ask (<c>Program.cs</c>).</param>
    public static async Task RunAsync(params string[] arguments)
    {
        // Not ProcessPath: that may be dotnet.
        var program = Path.Combine(AppContext.BaseDirectory, "Marketing.Benchmarks");
        using var process = Process.Start(program, arguments) ?? throw new InvalidOperationException("The load does not start.");
        await process.WaitForExitAsync();
    }
}
