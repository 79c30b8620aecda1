using System.Net;
using System.Net.Sockets;

namespace Marketing.Api.Demo;

/// <summary>Looks before the work whether the host will be able to listen: a minute of loading should not end in "address already in use".</summary>
internal static class ListeningAddresses
{
    /// <param name="urls">As in the setting <c>Urls</c>, divided by ';'. What cannot be read is left to the server, which says so.</param>
    /// <exception cref="IOException">Somebody listens there already.</exception>
    public static void DemandFree(string? urls)
    {
        foreach (var url in (urls ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (
                Uri.TryCreate(url, UriKind.Absolute, out var address)
                && address is { IsLoopback: true, Port: > 0 }
                && IsTaken(address.Port)
            )
            {
                throw new IOException(
                    $"Something listens at {url} already: stop it, or choose another address with --urls http://localhost:PORT."
                );
            }
        }
    }

    private static bool IsTaken(int port)
    {
        try
        {
            using var probe = new TcpListener(IPAddress.Loopback, port);
            probe.Start();
            return false;
        }
        catch (SocketException fault)
        {
            return fault.SocketErrorCode == SocketError.AddressAlreadyInUse;
        }
    }
}
