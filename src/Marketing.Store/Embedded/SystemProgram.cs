using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.Versioning;

namespace Marketing.Store.Embedded;

/// <summary>Runs a program to its end.</summary>
[UnsupportedOSPlatform("windows")]
internal static class SystemProgram
{
    /// <summary>What a program left.</summary>
    /// <param name="ExitCode">0 on success.</param>
    /// <param name="Output">Both streams, trimmed.</param>
    public sealed record Result(int ExitCode, string Output);

    /// <summary>Runs <paramref name="program"/>, as <paramref name="account"/> where one is named, from the root folder (which every account can enter).</summary>
    /// <exception cref="EmbeddedPostgresException">The program does not exist or may not be run.</exception>
    public static async Task<Result> RunAsync(string program, IEnumerable<string> arguments, string? account, CancellationToken cancel)
    {
        using var process = Start(program, arguments, account);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(cancel);
        var error = process.StandardError.ReadToEndAsync(cancel);
        try
        {
            await process.WaitForExitAsync(cancel);
            return new Result(process.ExitCode, (await error + await output).Trim());
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw;
        }
    }

    /// <summary>Gives <paramref name="path"/> (a link itself, not what it points to) to <paramref name="account"/> and its group.</summary>
    public static void ChangeOwner(string path, string account)
    {
        using var process = Start("chown", ["-h", account + ":", path], account: null);
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new EmbeddedPostgresException($"{path} cannot be given to the account '{account}': {error.Trim()}");
        }
    }

    private static Process Start(string program, IEnumerable<string> arguments, string? account)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = "/",
        };
        if (account is not null)
        {
            start.UserName = account;
        }

        // PGDATA, PGPORT and the like of the caller's shell mean other servers.
        foreach (var name in start.Environment.Keys.Where(key => key.StartsWith("PG", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name);
        }

        start.Environment["LC_ALL"] = "C";
        try
        {
            return Process.Start(start) ?? throw new EmbeddedPostgresException($"{program} did not start.");
        }
        catch (Win32Exception error)
        {
            throw new EmbeddedPostgresException($"{program} cannot be run: {error.Message}", error);
        }
    }
}
