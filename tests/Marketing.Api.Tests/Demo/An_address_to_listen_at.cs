using System.Net;
using System.Net.Sockets;
using Marketing.Api.Demo;

namespace Marketing.Api.Tests.Demo;

public sealed class An_address_to_listen_at
{
    [Fact]
    public void Is_refused_while_somebody_listens_there_and_free_afterwards()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var url = $"http://localhost:{((IPEndPoint)listener.LocalEndpoint).Port}";
        FluentActions.Invoking(() => ListeningAddresses.DemandFree(url)).Should().Throw<IOException>().WithMessage($"*{url}*--urls*");
        listener.Stop();
        ListeningAddresses.DemandFree(url);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("http://127.0.0.1:0")]
    [InlineData("not an address;http://+:5080")]
    public void Is_left_to_the_server_where_it_cannot_be_told(string? urls) => ListeningAddresses.DemandFree(urls);
}
