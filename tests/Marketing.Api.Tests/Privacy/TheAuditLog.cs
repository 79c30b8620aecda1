using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Marketing.Api.Tests.Events;
using Marketing.Store.Http;
using Npgsql;

namespace Marketing.Api.Tests.Privacy;

public sealed class The_audit_log(ApiFixture host) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task Holds_privileged_calls_without_ids_and_names_the_first_row_that_was_altered()
    {
        using var client = host.Client(ApiRole.Admin);
        await client.DeleteAsync("/users/audited-person");
        await client.PutAsync("/users/audited-person2/consent", Sending_events.Content("""{"email":true}"""));
        await client.PostAsync(
            "/events",
            Sending_events.Content(
                """{"events":[{"id":"1","type":"view","userId":"u","itemId":"i","occurredAt":"2026-01-01T00:00:00Z"}]}"""
            )
        );
        await client.GetAsync("/users/audited-person2/export");
        var page = await client.GetFromJsonAsync<JsonElement>("/audit?n=3");
        var entries = page.GetProperty("entries").EnumerateArray().ToArray();
        entries
            .Select(e => $"{e.GetProperty("method").GetString()} {e.GetProperty("route").GetString()}")
            .Should()
            .Equal("DELETE /users/{userId}", "PUT /users/{userId}/consent", "GET /users/{userId}/export");
        entries.Select(e => e.GetProperty("caller").GetString()).Should().AllBe("test Admin");
        page.ToString().Should().NotContain("audited-person");
        page.GetProperty("after").GetInt64().Should().Be(3);

        (await client.GetFromJsonAsync<JsonElement>("/audit/verify")).GetProperty("intact").GetBoolean().Should().BeTrue();
        (await client.GetAsync("/audit?n=0")).StatusCode.Should().Be(HttpStatusCode.BadRequest);

        // The database itself refuses; who goes around it is found.
        await using var database = NpgsqlDataSource.Create(host.Database.ConnectionString);
        foreach (var sql in (string[])["UPDATE privacy.audit SET caller = 'nobody'", "DELETE FROM privacy.audit", "TRUNCATE privacy.audit"])
        {
            await using var refused = database.CreateCommand(sql);
            await refused.Invoking(command => command.ExecuteNonQueryAsync()).Should().ThrowAsync<PostgresException>(sql);
        }

        await using (var connection = await database.OpenConnectionAsync())
        {
            await using var around = new NpgsqlCommand(
                "SET session_replication_role = replica; UPDATE privacy.audit SET route = '/nothing' WHERE sequence = 2; RESET session_replication_role",
                connection
            );
            await around.ExecuteNonQueryAsync();
        }

        var verdict = await client.GetFromJsonAsync<JsonElement>("/audit/verify");
        verdict.GetProperty("intact").GetBoolean().Should().BeFalse();
        verdict.GetProperty("firstBroken").GetInt64().Should().Be(2);
    }
}
