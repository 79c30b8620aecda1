using Marketing.Api.Hosting;
using Marketing.Store.Http;
using Microsoft.AspNetCore.Builder;

namespace Marketing.Api.Tests.Privacy;

/// <summary>Another host over a fixture's database.</summary>
internal sealed class SecondReplica : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("marketing-api-");
    private readonly WebApplication _app;

    public SecondReplica(ApiFixture host) =>
        _app = MarketingHost.Build(
            [.. ApiFixture.Defaults(_folder.FullName), $"ConnectionStrings:Marketing={host.Database.ConnectionString}"],
            _ => { },
            _ => { }
        );

    /// <summary>Starts it.</summary>
    /// <returns>A client with every right.</returns>
    public async Task<HttpClient> StartAsync()
    {
        await _app.StartAsync();
        var client = new HttpClient { BaseAddress = new Uri(_app.Urls.First()) };
        client.DefaultRequestHeaders.Add("X-Api-Key", ApiFixture.KeyOf(ApiRole.Admin));
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
