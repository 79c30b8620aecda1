using System.Net.Http.Json;
using Marketing.Sentiment.Aspects;
using Marketing.Sentiment.Endpoints;

namespace Marketing.Sentiment.Tests.Http;

public sealed class Lists_of_aspects(SentimentHost host) : IClassFixture<SentimentHost>
{
    [Fact]
    public async Task are_edited_by_category_and_brought_back()
    {
        var before = await host.GetAsync<AspectsAnswer>("/sentiment/aspects");
        var edited = await PutAsync("Home>Kitchen", new { handle = new[] { " handle ", "grip", "手柄", "GRIP" } });
        edited.Version.Should().Be(before.Version + 1);
        var list = edited.Lists.Single(l => l.Category == "Home > Kitchen");
        list.Edited.Should().BeTrue();
        list.Aspects.Should().ContainSingle().Which.Value.Should().Equal("handle", "grip", "手柄");
        (await host.GetAsync<AspectsAnswer>("/sentiment/aspects")).Should().BeEquivalentTo(edited);

        var back = await PutAsync("Home > Kitchen", new { });
        back.Version.Should().Be(edited.Version + 1);
        back.Lists.Should().BeEquivalentTo(before.Lists);
    }

    [Fact]
    public async Task that_are_edited_let_stored_reviews_be_read_again()
    {
        await host.ReviewAsync("u1", "knife", "a good blade, a bad sheath");
        await host.ScoreAsync();
        var version = (await PutAsync("*", new { blade = new[] { "blade" } })).Version;
        (await host.ScoreAsync()).Should().BeGreaterThanOrEqualTo(1);
        (await ScalarAsync("SELECT min(aspects_version) FROM sentiment.review_scores")).Should().Be(version);
        (await ScalarAsync("SELECT min(aspects_version) FROM sentiment.item_moods")).Should().Be(version);
        (await host.ScoreAsync()).Should().Be(0);
        await PutAsync("*", new { });
    }

    [Fact]
    public async Task are_the_same_on_every_replica()
    {
        var other = Microsoft.Extensions.DependencyInjection.ActivatorUtilities.CreateInstance<AspectBook>(host.Get<IServiceProvider>());
        var version = (await PutAsync("Garden", new { hose = new[] { "hose" } })).Version;
        await other.LoadAsync(CancellationToken.None);
        other.Current.Version.Should().Be(version);
        other.Current.Lists.Should().ContainSingle(l => l.Category == "Garden" && l.Edited);
        other.Dispose();
    }

    [Fact]
    public async Task edited_at_once_by_two_get_versions_of_their_own()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => PutAsync("At once " + i, new { a = new[] { "b" } })));
        var last = await host.GetAsync<AspectsAnswer>("/sentiment/aspects");
        last.Version.Should().Be(answers.Max(a => a.Version));
        (await ScalarAsync("SELECT count(DISTINCT version)::int FROM sentiment.aspect_lists WHERE category LIKE 'At once%'"))
            .Should()
            .Be(8);
    }

    [Fact]
    public async Task are_refused_where_they_do_not_fit()
    {
        (await FaultsAsync(new { category = "", aspects = new { } })).Should().Equal("category");
        (await FaultsAsync(new { category = "a\0", aspects = new { } })).Should().Equal("category");
        (await FaultsAsync(new { category = "*", aspects = new { x = Array.Empty<string>() } })).Should().Equal("aspects.x");
        (await FaultsAsync(new { category = "*", aspects = new { x = new string?[] { null } } })).Should().Equal("aspects.x");
        (await FaultsAsync(new { category = "*", aspects = new { x = new[] { new string('a', 65) } } })).Should().Equal("aspects.x");
        (await FaultsAsync(new { category = "*", aspects = new { x = new[] { "same" }, y = new[] { "SAME" } } }))
            .Should()
            .Equal("aspects.y");
        var blank = new Dictionary<string, string[]> { ["x "] = ["term"] };
        (await FaultsAsync(new { category = "*", aspects = blank })).Should().Equal("aspects.x ");
        var many = Enumerable.Range(0, 101).ToDictionary(i => $"a{i}", i => new[] { $"t{i}" });
        (await FaultsAsync(new { category = "*", aspects = many })).Should().Equal("aspects");
    }

    private Task<AspectsAnswer> PutAsync(string category, object aspects) =>
        host.PutAsync<AspectsAnswer>("/sentiment/aspects", new { category, aspects });

    private async Task<IReadOnlyList<string>> FaultsAsync(object body)
    {
        using var response = await host.Client.PutAsJsonAsync("/sentiment/aspects", body);
        return await SentimentHost.FaultsAsync(response);
    }

    private async Task<int> ScalarAsync(string sql)
    {
        await using var command = host.Database.DataSource.CreateCommand(sql);
        return (int)(await command.ExecuteScalarAsync() ?? 0);
    }
}
