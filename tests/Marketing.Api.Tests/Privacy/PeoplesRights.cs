using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Marketing.Api.Tests.Events;
using Marketing.Store;
using Marketing.Store.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Marketing.Api.Tests.Privacy;

public sealed class Peoples_rights(ApiFixture host) : IClassFixture<ApiFixture>
{
    private const string Now = "2026-01-01T00:00:00Z";

    [Fact]
    public async Task An_erased_person_is_gone_from_every_table_and_does_not_come_back()
    {
        using var client = host.Client(ApiRole.Admin);
        var user = "erase/me";
        await StoreAsync(client, user, "s-erase");
        await PostEventsAsync(client, Event("bystander", "b1"));
        var answer = await client.DeleteAsync("/users/erase%2Fme");
        answer.StatusCode.Should().Be(HttpStatusCode.OK);
        var receipt = await answer.Content.ReadFromJsonAsync<JsonElement>();
        // Two events of the user, one of the session before it was known, the link, the profile.
        var removed = receipt.GetProperty("removed");
        removed.GetProperty("shop.events").GetInt64().Should().Be(3);
        removed.GetProperty("shop.session_links").GetInt64().Should().Be(1);
        removed.GetProperty("shop.users").GetInt64().Should().Be(1);
        receipt.GetProperty("remains").EnumerateArray().Select(r => r.GetProperty("where").GetString()).Should().Contain("backups");
        (await RowsAsync(user, "session:s-erase")).Should().Be(0);
        (await RowsAsync("bystander")).Should().Be(1);

        // Late events of the user and of the session, a profile, a consent: nothing of it is stored.
        var late = await PostEventsAsync(
            client,
            Event(user, "late"),
            """{"id":"late2","type":"view","sessionId":"s-erase","itemId":"i","occurredAt":"NOW"}""",
            Event("other", "o1")
        );
        late.GetProperty("accepted").GetInt32().Should().Be(1);
        late.GetProperty("rejected")
            .EnumerateArray()
            .Select(r => (r.GetProperty("index").GetInt32(), r.GetProperty("code").GetString()))
            .Should()
            .Equal((0, "erased"), (1, "erased"));
        var imported = await host
            .Services.GetRequiredService<EventWriter>()
            .WriteAsync(
                [
                    .. Enumerable
                        .Range(0, 6000)
                        .Select(i => new NewEvent
                        {
                            Id = $"bulk{i}",
                            Type = EventType.View,
                            UserId = i % 2 == 0 ? user : "bulk",
                            ItemId = "i",
                            OccurredAt = DateTimeOffset.Parse(Now, null),
                        }),
                ],
                WriteOptions.Live with
                {
                    AnyAge = true,
                },
                default
            );
        imported.Accepted.Should().Be(3000);
        imported.Duplicates.Should().Be(0);
        (await client.PutAsync("/users/erase%2Fme", Sending_events.Content("""{"language":"de"}""")))
            .StatusCode.Should()
            .Be(HttpStatusCode.NotFound);
        (await client.PutAsync("/users/erase%2Fme/consent", Sending_events.Content("""{"email":true}""")))
            .StatusCode.Should()
            .Be(HttpStatusCode.Conflict);
        (await client.PostAsync("/users", Sending_events.Content("""{"users":[{"userId":"erase/me"}]}""")))
            .StatusCode.Should()
            .Be(HttpStatusCode.OK);
        (await RowsAsync(user, "session:s-erase")).Should().Be(0);
        var customers = host.Services.GetRequiredService<CustomerDirectory>();
        customers.Find(user).Should().BeNull();
        // What models remember of the person, and those of yesterday that somebody rolls back to, serve nothing personal.
        customers.MayPersonalize(user).Should().BeFalse();
        customers.MayPersonalize("bystander").Should().BeTrue();
        using var restarted = new ErasedMemory(
            NpgsqlDataSource.Create("Host=nowhere"),
            new StoreChanges(),
            Away(),
            host.Services.GetRequiredService<DataDirectory>(),
            NullLogger<ErasedMemory>.Instance
        );
        await restarted.StartAsync(CancellationToken.None);
        restarted.Contains(user).Should().BeTrue("a replica that starts without its database knows it too");
        restarted.Contains("bystander").Should().BeFalse();
        await restarted.StopAsync(CancellationToken.None);

        static DatabaseHealth Away()
        {
            var health = new DatabaseHealth();
            health.ReportFailure();
            return health;
        }
    }

    [Fact]
    public async Task A_receipt_can_be_verified_and_an_altered_one_is_found()
    {
        using var client = host.Client(ApiRole.Admin);
        await StoreAsync(client, "verify-me", "s-verify");
        var receipt = await (await client.DeleteAsync("/users/verify-me")).Content.ReadFromJsonAsync<JsonElement>();
        var id = receipt.GetProperty("erasureId").GetString();
        var check = await client.GetFromJsonAsync<JsonElement>($"/erasures/{id}?userId=verify-me");
        check.GetProperty("intact").GetBoolean().Should().BeTrue();
        check.GetProperty("isOfUser").GetBoolean().Should().BeTrue();
        check.GetProperty("rowsNow").EnumerateObject().Should().BeEmpty();
        check.GetProperty("receipt").GetProperty("removed").GetProperty("shop.events").GetInt64().Should().Be(3);
        (await client.GetFromJsonAsync<JsonElement>($"/erasures/{id}?userId=somebody"))
            .GetProperty("isOfUser")
            .GetBoolean()
            .Should()
            .BeFalse();
        await ExecuteAsync("UPDATE privacy.erasures SET removed = '{}' WHERE erasure_id = '" + id + "'");
        (await client.GetFromJsonAsync<JsonElement>($"/erasures/{id}")).GetProperty("intact").GetBoolean().Should().BeFalse();
        (await client.GetAsync($"/erasures/{Guid.Empty}")).StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await client.GetAsync("/erasures/nonsense")).StatusCode.Should().Be(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Nothing_that_is_kept_of_an_erasure_holds_the_id()
    {
        using var client = host.Client(ApiRole.Admin);
        await client.DeleteAsync("/users/nameless-person");
        var found = new List<string>();
        await using var database = NpgsqlDataSource.Create(host.Database.ConnectionString);
        foreach (var table in (string[])["privacy.erasures", "privacy.erased_subjects", "privacy.audit"])
        {
            await using var command = database.CreateCommand(
                $"SELECT count(*) FROM {table} t WHERE to_jsonb(t)::text LIKE '%nameless-person%'"
            );
            if (await command.ExecuteScalarAsync() is not 0L)
            {
                found.Add(table);
            }
        }

        found.Should().BeEmpty();
    }

    [Fact]
    public async Task Every_table_that_may_hold_a_person_is_known()
    {
        // A table that names people otherwise than by user_id would be forgotten by erasure and export.
        await using var database = NpgsqlDataSource.Create(host.Database.ConnectionString);
        await using var command = database.CreateCommand(
            """
            SELECT c.table_schema || '.' || c.table_name || '.' || c.column_name FROM information_schema.columns c
            WHERE c.table_schema NOT IN ('pg_catalog', 'information_schema') AND c.column_name ~ '(customer|person|subject|session)'
              AND c.data_type NOT IN ('bigint', 'integer')
              AND NOT EXISTS (SELECT FROM information_schema.columns u WHERE u.table_schema = c.table_schema AND u.table_name = c.table_name AND u.column_name = 'user_id')
            """
        );
        await using var reader = await command.ExecuteReaderAsync();
        var others = new List<string>();
        while (await reader.ReadAsync())
        {
            others.Add(reader.GetString(0));
        }

        others.Should().BeEquivalentTo("privacy.erased_subjects.subject_hash", "privacy.erasures.subject_hash");
    }

    [Fact]
    public async Task An_export_holds_every_row_of_the_person_and_of_nobody_else()
    {
        using var client = host.Client(ApiRole.Admin);
        await StoreAsync(client, "export-me", "s-export");
        await PostEventsAsync(client, Event("not-me", "n1"));
        var export = await client.GetFromJsonAsync<JsonElement>("/users/export-me/export");
        export.GetProperty("subjects").EnumerateArray().Select(s => s.GetString()).Should().Equal("export-me", "session:s-export");
        var events = export.GetProperty("tables").GetProperty("shop.events").EnumerateArray().ToArray();
        events.Select(e => e.GetProperty("event_id").GetString()).Should().BeEquivalentTo("e1", "e2", "before");
        export.GetProperty("tables").GetProperty("shop.users")[0].GetProperty("language").GetString().Should().Be("en");
        export.ToString().Should().NotContain("not-me");
    }

    [Fact]
    public async Task An_export_of_a_hundred_thousand_events_is_complete_and_comes_as_it_is_read()
    {
        await ExecuteAsync(
            """
            INSERT INTO shop.events (user_id, event_id, type, item_id, occurred_at, received_at, weight, content_hash)
            SELECT 'busy-person', 'e' || n, 1, 'i' || n % 100, now() - n * interval '1 minute', now(), 1, n FROM generate_series(1, 100000) AS n
            """
        );
        using var client = host.Client(ApiRole.Admin);
        using var answer = await client.GetAsync("/users/busy-person/export", HttpCompletionOption.ResponseHeadersRead);
        answer.StatusCode.Should().Be(HttpStatusCode.OK);
        // Nobody has counted the bytes beforehand: they are not collected anywhere.
        answer.Content.Headers.ContentLength.Should().BeNull();
        using var export = await JsonDocument.ParseAsync(await answer.Content.ReadAsStreamAsync());
        var events = export.RootElement.GetProperty("tables").GetProperty("shop.events").EnumerateArray();
        events.Select(e => e.GetProperty("event_id").GetString()).ToHashSet().Should().HaveCount(100_000);
    }

    [Fact]
    public async Task Consent_is_kept_by_purpose_and_unknown_means_no()
    {
        using var client = host.Client(ApiRole.Admin);
        var first = await PutAsync(client, """{"email":true}""");
        first.GetProperty("allowed").ToString().Should().Be("""{"personalization":true,"email":true,"sms":false,"push":false}""");
        host.Services.GetRequiredService<CustomerDirectory>().MayPersonalize("consents").Should().BeTrue();
        var second = await PutAsync(client, """{"personalization":false,"email":false}""");
        second.GetProperty("allowed").ToString().Should().Be("""{"personalization":false,"email":false,"sms":false,"push":false}""");
        host.Services.GetRequiredService<CustomerDirectory>().MayPersonalize("consents").Should().BeFalse();
        (await PutAsync(client, "{}")).GetProperty("said").GetProperty("personalization").GetBoolean().Should().BeFalse();
        foreach (var wrong in (string[])["""{"email":"yes"}""", """{"mail":true}""", "null", "[]", """{"email":true,"email":false}"""])
        {
            (await client.PutAsync("/users/consents/consent", Sending_events.Content(wrong)))
                .StatusCode.Should()
                .Be(HttpStatusCode.BadRequest, wrong);
        }

        (await client.PutAsync("/users/session%3Ax/consent", Sending_events.Content("{}")))
            .StatusCode.Should()
            .Be(HttpStatusCode.BadRequest);

        static async Task<JsonElement> PutAsync(HttpClient client, string body)
        {
            var answer = await client.PutAsync("/users/consents/consent", Sending_events.Content(body));
            answer.StatusCode.Should().Be(HttpStatusCode.OK);
            return await answer.Content.ReadFromJsonAsync<JsonElement>();
        }
    }

    [Theory]
    [InlineData("DELETE", "/users/x")]
    [InlineData("GET", "/users/x/export")]
    [InlineData("PUT", "/users/x/consent")]
    [InlineData("GET", "/audit")]
    [InlineData("GET", "/audit/verify")]
    public async Task Are_an_admins_matter(string method, string path)
    {
        foreach (var role in (ApiRole[])[ApiRole.Storefront, ApiRole.Marketer, ApiRole.Operator])
        {
            using var client = host.Client(role);
            using var request = new HttpRequestMessage(new HttpMethod(method), path)
            {
                Content = method == "PUT" ? Sending_events.Content("{}") : null,
            };
            (await client.SendAsync(request)).StatusCode.Should().Be(HttpStatusCode.Forbidden, $"{role} {path}");
        }
    }

    private static async Task StoreAsync(HttpClient client, string user, string session)
    {
        (
            await client.PutAsync($"/users/{Uri.EscapeDataString(user)}", Sending_events.Content("""{"language":"en"}"""))
        ).EnsureSuccessStatusCode();
        var stored = await PostEventsAsync(
            client,
            $$"""{"id":"before","type":"view","sessionId":"{{session}}","itemId":"i","occurredAt":"NOW"}""",
            Event(user, "e1"),
            $$"""{"id":"e2","type":"cart","userId":"{{user}}","sessionId":"{{session}}","itemId":"i","occurredAt":"NOW"}"""
        );
        stored.GetProperty("accepted").GetInt32().Should().Be(3);
    }

    private static string Event(string user, string id) =>
        $$"""{"id":"{{id}}","type":"view","userId":"{{user}}","itemId":"i","occurredAt":"NOW"}""";

    private static async Task<JsonElement> PostEventsAsync(HttpClient client, params string[] events)
    {
        var now = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture);
        var body = $$"""{"events":[{{string.Join(',', events)}}]}""".Replace("NOW", now, StringComparison.Ordinal);
        var answer = await client.PostAsync("/events", Sending_events.Content(body));
        answer.StatusCode.Should().Be(HttpStatusCode.OK);
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    private async Task<long> RowsAsync(params string[] subjects)
    {
        await using var database = NpgsqlDataSource.Create(host.Database.ConnectionString);
        await using var command = database.CreateCommand(
            "SELECT (SELECT count(*) FROM shop.events WHERE user_id = ANY($1)) + (SELECT count(*) FROM shop.users WHERE user_id = ANY($1)) + (SELECT count(*) FROM shop.session_links WHERE user_id = ANY($1))"
        );
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = subjects });
        return (long)(await command.ExecuteScalarAsync() ?? 0L);
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var database = NpgsqlDataSource.Create(host.Database.ConnectionString);
        await using var command = database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
