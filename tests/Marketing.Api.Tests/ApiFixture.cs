using System.Net;
using Marketing.Api.Hosting;
using Marketing.Store.Http;
using Marketing.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Marketing.Api.Tests;

/// <summary>
/// A host on a real port with a database and a data directory of its own and one known key a role. Use as <c>IClassFixture&lt;ApiFixture&gt;</c>; derive from it to
/// change settings, services or endpoints.
/// </summary>
public class ApiFixture : IAsyncLifetime
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("marketing-api-");
    private readonly TestDatabase _database = new();
    private WebApplication? _app;

    /// <summary>Settings of this host, <c>Key=Value</c>; later ones win.</summary>
    protected virtual IEnumerable<string> Settings => [];

    /// <summary>The host's database, empty at first and of this fixture alone.</summary>
    public TestDatabase Database => _database;

    public string DataDirectory => _data.FullName;

    public IServiceProvider Services => App.Services;

    public Uri Address => new(App.Urls.First());

    internal WebApplication App => _app ?? throw new InvalidOperationException("The host has not started.");

    public static string KeyOf(ApiRole role) => $"test-key-of-{role}-0123456789";

    /// <summary>A client with the role's key, or without any. Cookies and redirects are left to the test.</summary>
    public HttpClient Client(ApiRole? role = null)
    {
        var client = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = Address };
        if (role is { } known)
        {
            client.DefaultRequestHeaders.Add("X-Api-Key", KeyOf(known));
        }

        return client;
    }

    public async Task InitializeAsync()
    {
        await _database.InitializeAsync();
        await PrepareAsync();
        _app = MarketingHost.Build(
            [.. Defaults(DataDirectory), $"ConnectionStrings:Marketing={_database.ConnectionString}", .. Settings],
            Adjust,
            Map
        );
        await _app.StartAsync();
    }

    public async Task DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.StopAsync();
            await _app.DisposeAsync();
        }

        await CleanUpAsync();
        await _database.DisposeAsync();
        _data.Delete(recursive: true);
    }

    /// <summary>What every test host has: a free port, its own folder, one key a role.</summary>
    internal static IEnumerable<string> Defaults(string dataDirectory)
    {
        yield return $"Urls=http://{IPAddress.Loopback}:0";
        yield return $"Marketing:DataDirectory={dataDirectory}";
        yield return "Serilog:MinimumLevel:Default=Warning";
        yield return "Recommendations:ReadMilliseconds=10000"; // a busy test machine is no outage
        var index = 0;
        foreach (var role in Enum.GetValues<ApiRole>())
        {
            yield return $"Auth:Keys:{index}:Name=test {role}";
            yield return $"Auth:Keys:{index}:Role={role}";
            yield return $"Auth:Keys:{index++}:Key={KeyOf(role)}";
        }
    }

    /// <summary>Before the host is built: makes what it needs.</summary>
    protected virtual Task PrepareAsync() => Task.CompletedTask;

    /// <summary>After the host is gone.</summary>
    protected virtual Task CleanUpAsync() => Task.CompletedTask;

    /// <summary>Replaces services.</summary>
    protected virtual void Adjust(WebApplicationBuilder builder) { }

    /// <summary>Adds endpoints.</summary>
    protected virtual void Map(IEndpointRouteBuilder routes) { }
}
