using System.Diagnostics;

namespace Marketing.Store.Tests.Embedded;

/// <summary>Another process that uses an embedded server.</summary>
internal sealed class OtherProcess : IDisposable
{
    private readonly Process _process;

    private OtherProcess(Process process, string answer) => (_process, Answer) = (process, answer);

    /// <summary><c>started</c>, <c>joined</c>, or what went wrong.</summary>
    public string Answer { get; }

    /// <param name="directory">The cluster's folder.</param>
    /// <param name="account">Another account; null: ours.</param>
    /// <param name="program">The test assembly, where the account cannot read ours.</param>
    public static async Task<OtherProcess> UseAsync(string directory, string? account = null, string? program = null)
    {
        var dotnet = Environment.ProcessPath is { } path && Path.GetFileName(path) is "dotnet" ? path : "dotnet";
        var start = new ProcessStartInfo(dotnet, [program ?? typeof(OtherProcess).Assembly.Location, directory])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            WorkingDirectory = "/",
        };
        if (account is not null)
        {
            start.UserName = account;
        }

        var process = Process.Start(start)!;
        return new OtherProcess(process, await process.StandardOutput.ReadLineAsync() ?? "");
    }

    /// <summary>Lets it end as it should.</summary>
    public async Task EndAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
    }

    /// <summary>SIGKILL.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
