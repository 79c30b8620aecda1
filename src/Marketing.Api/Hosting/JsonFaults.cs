using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Marketing.Api.Hosting;

/// <summary>Says what is wrong with a JSON body in the caller's terms: where, and what; never names of our types.</summary>
internal static partial class JsonFaults
{
    public static HostProblem Explain(JsonException fault)
    {
        var path = fault.Path is { Length: > 0 } known ? known : "$";
        var said = fault.Message;
        if (said.Contains("maximum configured depth", StringComparison.Ordinal))
        {
            return HostProblems.BadRequest("The body's JSON is nested too deeply.");
        }

        // The path of an unknown field already ends in its name; the regular expression only tells the kind of fault.
        if (Unmapped().Match(said) is { Success: true } unmapped)
        {
            return Field(path == "$" ? unmapped.Groups[1].Value : path, "is not known here");
        }

        if (Duplicate().Match(said) is { Success: true } duplicate)
        {
            return Field(duplicate.Groups[1].Value, "stands more than once");
        }

        if (Missing().Match(said) is { Success: true } missing)
        {
            return Field(path, $"lacks {missing.Groups[1].Value}");
        }

        if (
            fault.InnerException is null or InvalidOperationException or FormatException
            || fault.InnerException.GetType().Name != "JsonReaderException"
        )
        {
            return Field(path, "has a value of the wrong type or form");
        }

        var line = (fault.LineNumber ?? 0) + 1;
        return HostProblems.BadRequest(
            string.Create(CultureInfo.InvariantCulture, $"The body is not JSON: see line {line}, byte {fault.BytePositionInLine ?? 0}.")
        );
    }

    private static HostProblem Field(string path, string what)
    {
        var name = path.StartsWith("$.", StringComparison.Ordinal) ? path[2..] : path;
        return name == "$"
            ? HostProblems.BadRequest(
                $"The body {what}.",
                new Dictionary<string, string[]>(StringComparer.Ordinal) { [""] = [$"The body {what}."] }
            )
            : HostProblems.BadRequest(
                $"'{name}' {what}.",
                new Dictionary<string, string[]>(StringComparer.Ordinal) { [name] = [$"{name} {what}."] }
            );
    }

    [GeneratedRegex("^The JSON property '(.*?)' could not be mapped", RegexOptions.Singleline, 1000)]
    private static partial Regex Unmapped();

    [GeneratedRegex("^Duplicate property '(.*?)' encountered", RegexOptions.Singleline, 1000)]
    private static partial Regex Duplicate();

    [GeneratedRegex("missing required properties including: (.*?)\\.?( Path:.*)?$", RegexOptions.Singleline, 1000)]
    private static partial Regex Missing();
}
