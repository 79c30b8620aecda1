using System.Diagnostics;
using Marketing.Api.Hosting;

namespace Marketing.Benchmarks;

/// <summary>Two whole hosts over one embedded database, and a client with every right for each.</summary>
internal sealed class TwoHosts : IAsyncDisposable
{
    private const string Key = "key-of-the-bench-0123456789";
    private readonly Stack<IAsyncDisposable> _open = new();

    private TwoHosts() { }

    public HttpClient First { get; } = new() { Timeout = TimeSpan.FromMinutes(1) };

    public HttpClient Second { get; } = new() { Timeout = TimeSpan.FromMinutes(1) };

    public static async Task<TwoHosts> StartAsync()
    {
        var hosts = new TwoHosts();
        try
        {
            var server = await Workplace.StartServerAsync();
            await hosts.AddAsync(server.ConnectionString, "first", hosts.First);
            await hosts.AddAsync(server.ConnectionString, "second", hosts.Second);
            return hosts;
        }
        catch
        {
            await hosts.DisposeAsync();
            throw;
        }
    }

    /// <summary>Asks without a pause.</summary>
    /// <exception cref="TimeoutException">It does not hold within a minute.</exception>
    public static async Task UntilAsync(Func<Task<bool>> holds, string what)
    {
        var start = Stopwatch.GetTimestamp();
        while (!await holds())
        {
            if (Stopwatch.GetElapsedTime(start) > TimeSpan.FromMinutes(1))
            {
                throw new TimeoutException($"Not within a minute: {what}");
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        First.Dispose();
        Second.Dispose();
        while (_open.TryPop(out var one))
        {
            await one.DisposeAsync();
        }
    }

    private async Task AddAsync(string connectionString, string name, HttpClient client)
    {
        var app = MarketingHost.Build(
            [
                "Urls=http://127.0.0.1:0",
                $"Marketing:DataDirectory={Path.Combine(Workplace.Folder, name)}",
                $"ConnectionStrings:Marketing={connectionString}",
                "Serilog:MinimumLevel:Default=Error",
                "Ads:Holdout=0",
                "Auth:Keys:0:Name=bench",
                "Auth:Keys:0:Role=admin",
                $"Auth:Keys:0:Key={Key}",
            ],
            _ => { },
            _ => { }
        );
        _open.Push(app);
        await app.StartAsync();
        client.BaseAddress = new Uri(app.Urls.First());
        client.DefaultRequestHeaders.Add("X-Api-Key", Key);
    }
}
