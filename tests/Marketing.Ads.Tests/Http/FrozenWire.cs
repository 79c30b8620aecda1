using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Marketing.Ads.Tests.Http;

/// <summary>A wire to PostgreSQL that can freeze: connections stay, new ones are taken, but nothing comes through, as when the server's processes are stopped.</summary>
internal sealed class FrozenWire : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly NpgsqlConnectionStringBuilder _target;
    private volatile TaskCompletionSource _open = Opened();

    public FrozenWire(string connectionString)
    {
        _target = new NpgsqlConnectionStringBuilder(connectionString);
        _listener.Start();
        ConnectionString = new NpgsqlConnectionStringBuilder(connectionString)
        {
            Host = IPAddress.Loopback.ToString(),
            Port = ((IPEndPoint)_listener.LocalEndpoint).Port,
        }.ConnectionString;
        _ = AcceptAsync();
    }

    public string ConnectionString { get; }

    public void Freeze() => _open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Thaw() => _open.TrySetResult();

    public void Dispose()
    {
        _stop.Cancel();
        Thaw();
        _listener.Stop();
    }

    private static TaskCompletionSource Opened()
    {
        var open = new TaskCompletionSource();
        open.SetResult();
        return open;
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = CarryAsync(await _listener.AcceptSocketAsync(_stop.Token));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task CarryAsync(Socket client)
    {
        using (client)
        using (var server = await ConnectAsync())
        {
            await Task.WhenAny(PumpAsync(client, server), PumpAsync(server, client));
        }
    }

    private async Task<Socket> ConnectAsync()
    {
        var host = _target.Host ?? "localhost";
        var isLocal = host.StartsWith('/');
        var socket = isLocal
            ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(
            isLocal ? new UnixDomainSocketEndPoint($"{host}/.s.PGSQL.{_target.Port}") : new DnsEndPoint(host, _target.Port),
            _stop.Token
        );
        return socket;
    }

    private async Task PumpAsync(Socket from, Socket to)
    {
        var bytes = new byte[16_384];
        try
        {
            while (await from.ReceiveAsync(bytes, _stop.Token) is > 0 and var count)
            {
                await _open.Task.WaitAsync(_stop.Token);
                await to.SendAsync(bytes.AsMemory(0, count), _stop.Token);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // One side has gone.
        }
    }
}
