using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Marketing.TestKit;

namespace Marketing.Training.Tests;

public sealed class The_models_api : IAsyncLifetime
{
    private readonly TestDatabase _database = new();
    private Replica? _replica;
    private HttpClient? _client;

    private Replica Replica => _replica!;
    private HttpClient Client => _client!;

    public async Task InitializeAsync()
    {
        await _database.InitializeAsync();
        _replica = await new Replica(_database.ConnectionString).StartAsync();
        _client = _replica.Client();
    }

    public async Task DisposeAsync()
    {
        Client.Dispose();
        await Replica.DisposeAsync();
        await _database.DisposeAsync();
    }

    private async Task<JsonElement> GetAsync(string path) => await Client.GetFromJsonAsync<JsonElement>(path);

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage response, HttpStatusCode expected)
    {
        response.StatusCode.Should().Be(expected, await response.Content.ReadAsStringAsync());
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }

    private async Task<string> RetrainAsync(object? body = null)
    {
        var response = await Client.PostAsync("/models/retrain", body is null ? null : JsonContent.Create(body));
        var run = await ReadAsync(response, HttpStatusCode.Accepted);
        run.GetProperty("state").GetString().Should().BeOneOf("queued", "running", "succeeded");
        var path = response.Headers.Location!.ToString();
        path.Should().Be($"/models/runs/{run.GetProperty("runId").GetString()}");
        return path;
    }

    private Task<TimeSpan> Ends(string run, string state) =>
        Eventually.Holds(async () => (await GetAsync(run)).GetProperty("state").GetString() == state, 20, $"{run} {state}");

    [Fact]
    public async Task trains_in_the_background_and_shows_the_run()
    {
        Replica.Model.Candidates.Add(new FakeCandidate("als", 0.3) { Number = 5 });

        var path = await RetrainAsync();
        await Ends(path, "succeeded");

        var run = await GetAsync(path);
        run.GetProperty("progress").GetDouble().Should().Be(1);
        var model = run.GetProperty("models")[0];
        model.GetProperty("name").GetString().Should().Be("numbers");
        model.GetProperty("state").GetString().Should().Be("succeeded");
        model.GetProperty("champion").GetString().Should().Be("als");
        model.GetProperty("published").GetBoolean().Should().BeTrue();
        model.GetProperty("reason").GetString().Should().Contain("nothing serves yet");
        var candidate = model.GetProperty("candidates")[1];
        candidate.GetProperty("algorithm").GetString().Should().Be("als");
        candidate.GetProperty("engine").GetString().Should().Be("built-in");
        candidate.GetProperty("metrics").GetProperty("ndcg@10").GetDouble().Should().BeApproximately(0.3, 1e-9);
        candidate.GetProperty("trainSeconds").GetDouble().Should().BeGreaterThanOrEqualTo(0);
    }

    [Fact]
    public async Task allows_one_run_at_a_time_and_cancels_it()
    {
        Replica.Model.Candidates[0].WhileEvaluating = cancel => cancel.WaitHandle.WaitOne(TimeSpan.FromSeconds(30));
        var path = await RetrainAsync(new { models = new[] { "numbers" }, force = true });

        var conflict = await ReadAsync(await Client.PostAsync("/models/retrain", null), HttpStatusCode.Conflict);
        conflict.GetProperty("type").GetString().Should().Be("/problems/retrain-under-way");
        path.Should().EndWith(conflict.GetProperty("runId").GetString());

        var canceling = await ReadAsync(await Client.DeleteAsync(path), HttpStatusCode.Accepted);
        canceling.GetProperty("cancelRequested").GetBoolean().Should().BeTrue();
        await Ends(path, "canceled");
        (await ReadAsync(await Client.DeleteAsync(path), HttpStatusCode.Conflict))
            .GetProperty("type")
            .GetString()
            .Should()
            .Be("/problems/run-is-over");
        await ReadAsync(await Client.DeleteAsync($"/models/runs/{Guid.NewGuid()}"), HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task names_the_models_when_one_is_unknown()
    {
        var problem = await ReadAsync(
            await Client.PostAsJsonAsync("/models/retrain", new { models = new[] { "klicks" } }),
            HttpStatusCode.BadRequest
        );

        problem.GetProperty("errors").GetProperty("models")[0].GetString().Should().Be("There is no model \"klicks\".");
        problem.GetProperty("detail").GetString().Should().Be("The models are: numbers.");
    }

    [Fact]
    public async Task pages_through_the_runs_newest_first()
    {
        var runs = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            runs.Add((await Replica.RetrainAsync()).RunId.ToString());
        }

        var first = await GetAsync("/models/runs?n=2");
        first.GetProperty("runs").EnumerateArray().Select(r => r.GetProperty("runId").GetString()).Should().Equal(runs[2], runs[1]);
        var second = await GetAsync($"/models/runs?n=2&after={first.GetProperty("nextCursor").GetString()}");
        second.GetProperty("runs").EnumerateArray().Select(r => r.GetProperty("runId").GetString()).Should().Equal(runs[0]);
        second.GetProperty("nextCursor").ValueKind.Should().Be(JsonValueKind.Null);
        await ReadAsync(await Client.GetAsync("/models/runs?n=101"), HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task lists_models_and_versions_and_rolls_back()
    {
        var before = (await GetAsync("/models")).GetProperty("models")[0];
        before.GetProperty("servingVersion").ValueKind.Should().Be(JsonValueKind.Null);
        before.GetProperty("engines")[0].GetString().Should().Be("built-in");
        await ReadAsync(await Client.PostAsync("/models/numbers/rollback", null), HttpStatusCode.Conflict);
        await Replica.PublishAsync(10);
        await Replica.PublishAsync(20);

        var done = await ReadAsync(await Client.PostAsync("/models/numbers/rollback", null), HttpStatusCode.OK);

        done.GetProperty("version").GetInt32().Should().Be(1);
        Replica.Serving.Current!.Version.Should().Be("1", "this replica has swapped when it answers");
        var model = (await GetAsync("/models")).GetProperty("models")[0];
        model.GetProperty("servingVersion").GetInt32().Should().Be(1);
        model.GetProperty("loadedVersion").GetInt32().Should().Be(1);
        model.GetProperty("servingBy").GetString().Should().Be("rollback");
        model.GetProperty("degraded").GetBoolean().Should().BeFalse();

        var versions = (await GetAsync("/models/numbers/versions")).GetProperty("versions");
        versions
            .EnumerateArray()
            .Select(v => (v.GetProperty("version").GetInt32(), v.GetProperty("serving").GetBoolean()))
            .Should()
            .Equal((2, false), (1, true));
        var version = await GetAsync("/models/numbers/versions/2");
        version.GetProperty("checksum").GetString().Should().HaveLength(64);
        version.GetProperty("size").GetInt64().Should().Be(8000);
        version.GetProperty("kept").GetBoolean().Should().BeTrue();
        version.GetProperty("parameters").GetProperty("Number").GetDouble().Should().Be(20);
        version.GetProperty("data").GetProperty("events").GetInt64().Should().Be(0);
        version.GetProperty("watermark").GetDateTimeOffset().Should().Be(NumbersModel.Watermark);

        await ReadAsync(await Client.GetAsync("/models/numbers/versions/3"), HttpStatusCode.NotFound);
        await ReadAsync(await Client.GetAsync("/models/sentiment/versions"), HttpStatusCode.NotFound);
        await ReadAsync(await Client.PostAsync("/models/sentiment/rollback", null), HttpStatusCode.NotFound);
        await ReadAsync(await Client.PostAsJsonAsync("/models/numbers/rollback", new { version = 3 }), HttpStatusCode.NotFound);
        await _database.ExecuteAsync("UPDATE training.artefact_chunks SET bytes = substring(bytes FOR 5000) WHERE version = 2");
        var damaged = await ReadAsync(
            await Client.PostAsJsonAsync("/models/numbers/rollback", new { version = 2 }),
            HttpStatusCode.Conflict
        );
        damaged.GetProperty("detail").GetString().Should().Contain("cut short");
    }

    [Fact]
    public async Task lists_models_without_the_database_as_degraded()
    {
        await using var alone = await new Replica("Host=127.0.0.1;Port=1;Username=nobody;Database=none;Timeout=1").StartAsync();
        using var client = alone.Client();

        var model = (await client.GetFromJsonAsync<JsonElement>("/models")).GetProperty("models")[0];

        model.GetProperty("degraded").GetBoolean().Should().BeTrue();
        model.GetProperty("degradedReason").GetString().Should().Contain("database is away");
    }
}
