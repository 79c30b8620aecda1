using System.Net.Http.Json;
using System.Text.Json;
using Marketing.Api.OpenApi;

namespace Marketing.Api.Tests;

public sealed class Document(ApiFixture host) : IClassFixture<ApiFixture>
{
    private static readonly string[] Methods = ["get", "put", "post", "delete", "patch"];

    private async Task<JsonElement> LoadAsync()
    {
        using var client = host.Client();
        return await client.GetFromJsonAsync<JsonElement>("/swagger/v1/swagger.json");
    }

    private static IEnumerable<(string Name, JsonElement Operation)> Operations(JsonElement document) =>
        from path in document.GetProperty("paths").EnumerateObject()
        from method in path.Value.EnumerateObject()
        where Methods.Contains(method.Name)
        select ($"{method.Name.ToUpperInvariant()} {path.Name}", method.Value);

    private static string? Text(JsonElement element, string property) =>
        element.TryGetProperty(property, out var value) ? value.GetString() : null;

    [Fact]
    public async Task Every_operation_has_a_name_a_summary_and_a_description()
    {
        var operations = Operations(await LoadAsync()).ToArray();
        operations.Should().NotBeEmpty();
        operations.Select(o => Text(o.Operation, "operationId")).Should().OnlyHaveUniqueItems();
        foreach (var (name, operation) in operations)
        {
            Text(operation, "operationId").Should().NotBeNullOrWhiteSpace(name);
            Text(operation, "summary").Should().NotBeNullOrWhiteSpace(name);
            Text(operation, "description").Should().NotBeNullOrWhiteSpace(name);
        }
    }

    [Fact]
    public async Task Every_operation_has_a_tag_that_is_described()
    {
        var document = await LoadAsync();
        var described = document.GetProperty("tags").EnumerateArray().Select(tag => Text(tag, "name")).ToArray();
        foreach (var (name, operation) in Operations(document))
        {
            operation.TryGetProperty("tags", out var tags).Should().BeTrue($"{name} needs WithTags");
            tags.EnumerateArray()
                .Select(tag => tag.GetString())
                .Should()
                .BeSubsetOf(described, $"{name}: add its tag to {nameof(TagDescriptions)}");
        }
    }

    [Fact]
    public async Task Every_body_and_every_answer_has_an_example()
    {
        foreach (var (name, operation) in Operations(await LoadAsync()))
        {
            var bodies = operation.TryGetProperty("requestBody", out var body) ? Json(body) : [];
            var answers = operation.GetProperty("responses").EnumerateObject().Where(r => r.Name[0] == '2').SelectMany(r => Json(r.Value));
            bodies
                .Concat(answers)
                .Where(media => !media.Value.TryGetProperty("example", out _))
                .Should()
                .BeEmpty($"{name} needs WithExample");
        }

        static IEnumerable<JsonProperty> Json(JsonElement holder) =>
            holder.TryGetProperty("content", out var content)
                ? content.EnumerateObject().Where(media => media.Name == "application/json")
                : [];
    }

    [Fact]
    public async Task Every_required_parameter_has_an_example()
    {
        foreach (var (name, operation) in Operations(await LoadAsync()))
        {
            if (!operation.TryGetProperty("parameters", out var parameters))
            {
                continue;
            }

            foreach (
                var parameter in parameters
                    .EnumerateArray()
                    .Where(p => p.TryGetProperty("required", out var required) && required.GetBoolean())
            )
            {
                parameter.TryGetProperty("example", out _).Should().BeTrue($"{name} needs an example of {Text(parameter, "name")}");
            }
        }
    }

    [Fact]
    public async Task Every_operation_says_who_may_call_it()
    {
        foreach (var (name, operation) in Operations(await LoadAsync()))
        {
            operation.TryGetProperty("security", out var security).Should().BeTrue(name);
            if (security.GetArrayLength() > 0)
            {
                Text(operation, "description").Should().Contain("Roles: ", name);
                operation.GetProperty("responses").EnumerateObject().Select(r => r.Name).Should().Contain(["401", "403"], name);
            }
        }
    }

    [Fact]
    public async Task Every_error_is_a_problem()
    {
        foreach (var (name, operation) in Operations(await LoadAsync()))
        {
            foreach (var response in operation.GetProperty("responses").EnumerateObject().Where(r => r.Name[0] == '4'))
            {
                var media = response.Value.GetProperty("content").GetProperty("application/problem+json");
                media
                    .GetProperty("schema")
                    .GetProperty("$ref")
                    .GetString()
                    .Should()
                    .Be("#/components/schemas/ProblemDetails", $"{name} {response.Name}");
            }
        }
    }

    [Fact]
    public async Task What_is_never_null_is_required_and_enums_are_words()
    {
        var schemas = (await LoadAsync()).GetProperty("components").GetProperty("schemas");
        var report = schemas.GetProperty("HealthEndpointsReport");
        report.GetProperty("required").EnumerateArray().Select(name => name.GetString()).Should().BeEquivalentTo("status", "reasons");
        report.GetProperty("properties").GetProperty("reasons").GetProperty("type").GetString().Should().Be("array");
        schemas
            .GetProperty("ReadinessState")
            .GetProperty("enum")
            .EnumerateArray()
            .Select(word => word.GetString())
            .Should()
            .Equal("ready", "degraded", "starting");
    }

    [Fact]
    public async Task The_page_is_open_and_sends_the_anti_forgery_token()
    {
        using var client = host.Client();
        (await client.GetStringAsync("/swagger/index.html")).Should().Contain("swagger-ui");
        (await client.GetStringAsync("/swagger/index.js")).Should().Contain("/sign-in/token");
        var front = await client.GetAsync("/");
        front.Headers.Location?.ToString().Should().Be("/swagger");
    }
}

public sealed class The_document_without_a_host
{
    [Fact]
    public async Task Is_the_one_that_is_served()
    {
        var file = Path.GetTempFileName();
        try
        {
            (await Marketing.Api.Commands.CommandLine.RunAsync(["openapi", "--output", file])).Should().Be(0);
            using var document = JsonDocument.Parse(await File.ReadAllTextAsync(file));
            var metrics = document.RootElement.GetProperty("paths").GetProperty("/metrics").GetProperty("get");
            metrics
                .GetProperty("security")
                .EnumerateArray()
                .SelectMany(s => s.EnumerateObject())
                .Select(s => s.Name)
                .Should()
                .Equal("ApiKey", "Bearer");
        }
        finally
        {
            File.Delete(file);
        }
    }
}
