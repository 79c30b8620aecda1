using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Marketing.Api.Tests;

/// <summary>What tests ask of answers.</summary>
internal static class Answers
{
    /// <summary>The body of an error, after looking at everything that every error must have.</summary>
    public static async Task<JsonElement> ProblemAsync(this HttpResponseMessage answer, int status, string type)
    {
        ((int)answer.StatusCode).Should().Be(status);
        answer.Content.Headers.ContentType?.MediaType.Should().Be("application/problem+json");
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        problem.GetProperty("type").GetString().Should().Be("/problems/" + type);
        problem.GetProperty("status").GetInt32().Should().Be(status);
        problem.GetProperty("title").GetString().Should().NotBeNullOrWhiteSpace();
        problem.GetProperty("detail").GetString().Should().NotBeNullOrWhiteSpace();
        problem.GetProperty("traceId").GetString().Should().MatchRegex("^[0-9a-f]{32}$");
        return problem;
    }

    public static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");
}
