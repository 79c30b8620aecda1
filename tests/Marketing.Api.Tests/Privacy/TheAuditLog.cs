using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Marketing.Api.Security.Audit;
using Marketing.Api.Tests.Events;
using Marketing.Store.Http;
using Microsoft.Extensions.DependencyInjection;
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

    [Fact]
    public async Task Knows_when_its_newest_rows_are_gone_whatever_is_written_after_them()
    {
        await using var own = new OwnHost();
        await own.StartAsync();
        using var client = own.Client(ApiRole.Admin);
        for (var call = 0; call < 4; call++)
        {
            await client.PutAsync("/users/somebody/consent", Sending_events.Content("""{"email":true}"""));
        }

        // This call is the fifth row, and finds all of them.
        var whole = await client.GetFromJsonAsync<JsonElement>("/audit/verify");
        (whole.GetProperty("intact").GetBoolean(), whole.GetProperty("rows").GetInt64()).Should().Be((true, 5L));

        // Rows 4 and 5 go, and nothing in the database shows it: the chain of the others is whole.
        await own.AroundAsync("DELETE FROM privacy.audit WHERE sequence > 3");
        (await VerifyAsync()).Should().Be((false, 4, null, 5), "this call is the fourth row now, and there were five");

        await own.AroundAsync("DELETE FROM privacy.audit WHERE sequence > 2");
        (await own.VerdictAsync()).Should().Be((2L, null, 3L), "asked without a call that would be written");

        for (var call = 0; call < 5; call++)
        {
            await VerifyAsync();
        }

        (await VerifyAsync()).Should().Be((false, 5, 5, null), "rows of the same numbers do not stand in for those that were there");

        File.Delete(Path.Combine(own.DataDirectory, AuditHead.FileName));
        (await VerifyAsync()).Should().Be((true, 9, null, null), "somebody said that this is the log from now on");

        File.WriteAllText(Path.Combine(own.DataDirectory, AuditHead.FileName), "{}");
        (await VerifyAsync()).Should().Be((false, 10, null, 11), "a memory that cannot be read vouches for nothing");

        async Task<(bool, long, long?, long?)> VerifyAsync()
        {
            var verdict = await client.GetFromJsonAsync<JsonElement>("/audit/verify");
            return (
                verdict.GetProperty("intact").GetBoolean(),
                verdict.GetProperty("rows").GetInt64(),
                Number(verdict, "firstBroken"),
                Number(verdict, "firstMissing")
            );
        }

        static long? Number(JsonElement verdict, string name) =>
            verdict.TryGetProperty(name, out var number) && number.ValueKind == JsonValueKind.Number ? number.GetInt64() : null;
    }

    /// <summary>A log that no other test writes to.</summary>
    private sealed class OwnHost : ApiFixture, IAsyncDisposable
    {
        public Task StartAsync() => InitializeAsync();

        async ValueTask IAsyncDisposable.DisposeAsync() => await DisposeAsync();

        public Task<(long Rows, long? FirstBroken, long? FirstMissing)> VerdictAsync() =>
            Services.GetRequiredService<AuditLog>().VerifyAsync(CancellationToken.None);

        /// <summary>As somebody does who owns the database.</summary>
        public async Task AroundAsync(string sql)
        {
            await using var database = NpgsqlDataSource.Create(Database.ConnectionString);
            await using var connection = await database.OpenConnectionAsync();
            await using var around = new NpgsqlCommand(
                $"SET session_replication_role = replica; {sql}; RESET session_replication_role",
                connection
            );
            await around.ExecuteNonQueryAsync();
        }
    }

    [Fact]
    public async Task Holds_every_privileged_call_that_the_document_lists_and_no_other()
    {
        using var client = host.Client(ApiRole.Admin);
        var document = await client.GetFromJsonAsync<JsonElement>("/swagger/v1/swagger.json");
        string[] dataOfTheShop = ["PUT /items/{itemId}", "POST /items", "PUT /users/{userId}", "POST /users"];
        List<string> privileged = [];
        var after = await LastAsync(client);
        foreach (var (method, path, operation) in Operations(document))
        {
            var roles = RolesOf(operation);
            var name = $"{method} {path}";
            var isChange = method != "GET";
            if (roles.Length == 0 || (!isChange && roles is not ["admin"]))
            {
                continue;
            }

            if (roles is ["admin"] || (!roles.Contains("storefront") && !dataOfTheShop.Contains(name)))
            {
                privileged.Add(name);
            }

            // A body that no operation takes: the call is in the log before it is looked at, and changes nothing.
            using var request = new HttpRequestMessage(new HttpMethod(method), Filled(path, operation))
            {
                Content = isChange && operation.TryGetProperty("requestBody", out _) ? Sending_events.Content("[]") : null,
            };
            using var answer = await client.SendAsync(request);
            ((int)answer.StatusCode).Should().BeLessThan(500, name);
        }

        privileged.Should().Contain(["DELETE /items/{itemId}", "POST /models/retrain", "PUT /segments/{id}", "GET /users/{userId}/export"]);
        var page = await client.GetFromJsonAsync<JsonElement>($"/audit?n=1000&after={after}");
        page.ToString().Should().NotContain("secret-person");
        page.GetProperty("entries")
            .EnumerateArray()
            .Select(e =>
                $"{e.GetProperty("method").GetString()} {Regex.Replace(e.GetProperty("route").GetString() ?? "", ":[^}]*}", "}").TrimEnd('/')}"
            )
            .Where(route => route != "GET /audit")
            .Should()
            .BeEquivalentTo(privileged.Where(name => name != "GET /audit"));
    }

    private static string Filled(string path, JsonElement operation) =>
        Regex.Replace(
            path,
            "{([^}]*)}",
            match =>
                operation
                    .GetProperty("parameters")
                    .EnumerateArray()
                    .Single(p => p.GetProperty("name").GetString() == match.Groups[1].Value)
                    .GetProperty("schema")
                    .TryGetProperty("format", out var format)
                && format.GetString() == "uuid"
                    ? Guid.Empty.ToString()
                    : "secret-person"
        );

    private static async Task<long> LastAsync(HttpClient client)
    {
        var entries = (await client.GetFromJsonAsync<JsonElement>("/audit?n=1000")).GetProperty("entries");
        return entries.EnumerateArray().Select(entry => entry.GetProperty("sequence").GetInt64()).DefaultIfEmpty(0).Max();
    }

    private static IEnumerable<(string Method, string Path, JsonElement Operation)> Operations(JsonElement document) =>
        from path in document.GetProperty("paths").EnumerateObject()
        from method in path.Value.EnumerateObject()
        where method.Name is "get" or "put" or "post" or "delete" or "patch"
        select (method.Name.ToUpperInvariant(), path.Name, method.Value);

    /// <summary>As the document says it to people: at the end of each description.</summary>
    private static string[] RolesOf(JsonElement operation) =>
        Regex.Match(operation.GetProperty("description").GetString() ?? "", @"Roles: ([a-z, ]+)\.$") is { Success: true } match
            ? match.Groups[1].Value.Split(", ")
            : [];
}
