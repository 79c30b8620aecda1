using System.Runtime.InteropServices;

namespace Marketing.Api.Hosting;

/// <summary>
/// Signals. The first SIGINT or SIGTERM asks the command to finish (a server drains, an import ends its batch); a second Ctrl+C ends the process at once.
/// </summary>
internal sealed class Termination : IDisposable
{
    private readonly CancellationTokenSource _asked = new();
    private readonly PosixSignalRegistration[] _signals;

    public Termination() =>
        _signals = [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal),
            PosixSignalRegistration.Create(PosixSignal.SIGQUIT, OnSignal),
        ];

    /// <summary>Canceled by the first signal.</summary>
    public CancellationToken Token => _asked.Token;

    public void Dispose()
    {
        foreach (var signal in _signals)
        {
            signal.Dispose();
        }

        _asked.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        context.Cancel = true;
        if (!_asked.IsCancellationRequested)
        {
            _asked.Cancel();
        }
        else if (context.Signal == PosixSignal.SIGINT)
        {
            // 128 + SIGINT, as a shell expects. A second SIGTERM is not impatience: supervisors repeat it.
            Environment.Exit(130);
        }
    }
}
