using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Marketing.Api.Operations;
using Marketing.Store;
using Marketing.Store.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Npgsql;

namespace Marketing.Api.Tests;

public sealed class Readiness_with_a_database(ApiFixture host) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task Is_told_to_anybody_and_in_detail_to_operators()
    {
        using var anybody = host.Client();
        var report = await anybody.GetFromJsonAsync<JsonElement>("/health/ready");
        report.GetProperty("status").GetString().Should().Be("ready");
        report.GetProperty("reasons").GetArrayLength().Should().Be(0);
        report.GetProperty("details").ValueKind.Should().Be(JsonValueKind.Null);

        using var shop = host.Client(ApiRole.Storefront);
        (await shop.GetFromJsonAsync<JsonElement>("/health/ready")).GetProperty("details").ValueKind.Should().Be(JsonValueKind.Null);

        using var operation = host.Client(ApiRole.Operator);
        var details = (await operation.GetFromJsonAsync<JsonElement>("/health/ready")).GetProperty("details");
        details.GetProperty("database").GetProperty("status").GetString().Should().Be("ready");
    }
}

public sealed class Readiness_without_a_database(Readiness_without_a_database.Host host) : IClassFixture<Readiness_without_a_database.Host>
{
    public sealed class Host : ApiFixture
    {
        // Nothing listens on port 1.
        protected override IEnumerable<string> Settings =>
            ["ConnectionStrings:Marketing=Host=127.0.0.1;Port=1;Timeout=1;Database=none;Username=nobody"];
    }

    [Fact]
    public async Task Is_starting_and_the_host_listens_all_the_same()
    {
        using var client = host.Client();
        (await client.GetAsync("/health/live")).StatusCode.Should().Be(HttpStatusCode.OK);
        var answer = await client.GetAsync("/health/ready");
        answer.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        var report = await answer.Content.ReadFromJsonAsync<JsonElement>();
        report.GetProperty("status").GetString().Should().Be("starting");
        report.GetProperty("reasons").EnumerateArray().Should().ContainSingle();
        report.ToString().Should().NotContain("127.0.0.1");
    }
}

public sealed class Readiness_of_several_parts
{
    [Theory]
    [InlineData(ReadinessState.Ready, ReadinessState.Ready, false, ReadinessState.Ready)]
    [InlineData(ReadinessState.Ready, ReadinessState.Degraded, false, ReadinessState.Degraded)]
    [InlineData(ReadinessState.Starting, ReadinessState.Ready, false, ReadinessState.Starting)]
    [InlineData(ReadinessState.Starting, ReadinessState.Ready, true, ReadinessState.Degraded)]
    public void Is_that_of_the_worst_unless_memory_can_answer(
        ReadinessState database,
        ReadinessState models,
        bool fromMemory,
        ReadinessState expected
    ) => HealthEndpoints.StateOf([new Readiness(database), new Readiness(models, AnswersWithoutStore: fromMemory)]).Should().Be(expected);
}

/// <summary>A server of this test's own, so that it can be frozen without harm to others.</summary>
public sealed class Readiness_with_a_frozen_database : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = new(
        Path.Combine(OperatingSystem.IsLinux() ? "/tmp" : Path.GetTempPath(), $"marketing-frozen-{Guid.NewGuid():N}")
    );
    private EmbeddedPostgres? _server;
    private WebApplication? _app;

    public async Task InitializeAsync()
    {
        _server = await EmbeddedPostgres.JoinOrStartAsync(
            _folder.FullName,
            EmbeddedPostgresOptions.ForTests with
            {
                WaitForStop = true,
            },
            CancellationToken.None
        );
        _app = Hosting.MarketingHost.Build(
            [.. ApiFixture.Defaults(Path.Combine(_folder.FullName, "host")), $"ConnectionStrings:Marketing={_server.ConnectionString}"],
            map: routes =>
                routes
                    .MapGet(
                        "/t/store",
                        async (NpgsqlDataSource store, CancellationToken cancel) =>
                        {
                            await using var command = store.CreateCommand("SELECT 1");
                            command.CommandTimeout = 1;
                            return await command.ExecuteScalarAsync(cancel);
                        }
                    )
                    .RequireApiRole(ApiRole.Storefront)
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

        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Is_degraded_while_it_is_frozen_and_ready_after()
    {
        using var client = new HttpClient { BaseAddress = new Uri(_app!.Urls.First()) };
        client.DefaultRequestHeaders.Add("X-Api-Key", ApiFixture.KeyOf(ApiRole.Storefront));
        await UntilAsync(client, "ready");

        var processes = Family(
            int.Parse(File.ReadLines(Directory.GetFiles(_folder.FullName, "postmaster.pid", SearchOption.AllDirectories).Single()).First())
        );
        Signal("-STOP", processes);
        try
        {
            await UntilAsync(client, "degraded");
            var asked = Stopwatch.StartNew();
            var answer = await client.GetAsync("/health/ready");
            answer.StatusCode.Should().Be(HttpStatusCode.OK, "a degraded host is still ready");
            asked.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(5), "it must not wait for the database, which answers never");
            (await client.GetAsync("/t/store")).StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        }
        finally
        {
            Signal("-CONT", processes);
        }

        await UntilAsync(client, "ready");
        (await client.GetStringAsync("/t/store")).Should().Be("1");
    }

    private static async Task UntilAsync(HttpClient client, string status)
    {
        string? last = null;
        for (var started = Stopwatch.StartNew(); started.Elapsed < TimeSpan.FromSeconds(60); await Task.Delay(100))
        {
            using var answer = await client.GetAsync("/health/ready");
            last = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("status").GetString();
            if (last == status)
            {
                return;
            }
        }

        last.Should().Be(status);
    }

    /// <summary>The server this test started, and its children: backends answer for themselves.</summary>
    private static int[] Family(int postmaster) =>
        [
            postmaster,
            .. Directory
                .GetDirectories("/proc")
                .Select(Path.GetFileName)
                .Where(name => int.TryParse(name, out _) && ParentOf(name) == postmaster)
                .Select(name => int.Parse(name!)),
        ];

    private static int ParentOf(string? process)
    {
        try
        {
            // "pid (name) state parent …"; the name may hold anything but ends at the last parenthesis.
            var stat = File.ReadAllText($"/proc/{process}/stat");
            return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1]);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private static void Signal(string signal, int[] processes) =>
        Process.Start("kill", [signal, .. processes.Select(process => process.ToString())])?.WaitForExit();
}
