using System.CommandLine;

namespace Marketing.Api.Commands.Evaluation;

/// <summary>Options that mean the same in every evaluation that has them.</summary>
internal static class EvaluationOptions
{
    public static Option<string> Algorithm { get; } =
        new("--algorithm") { Description = "all, or names divided by commas", DefaultValueFactory = _ => "all" };

    public static Option<long> Seed { get; } = new("--seed") { Description = "Fixes every random choice", DefaultValueFactory = _ => 1 };

    public static Option<int> Threads { get; } =
        new("--threads")
        {
            Description = "Worker threads; the figures do not depend on it. Default: all cores",
            DefaultValueFactory = _ => Environment.ProcessorCount,
        };

    public static Option<string?> Json { get; } = new("--json") { Description = "Write the figures as JSON" };

    /// <param name="what">What the file has: "algorithm,row,score".</param>
    public static Option<string?> Predictions(string what) => new("--predictions") { Description = $"Write {what} as CSV" };

    /// <param name="what">What it does here: "Fix a setting instead of tuning".</param>
    /// <param name="example">Like <c>nbsvm.Cost=0.1</c>.</param>
    public static Option<string[]> Set(string what, string example) =>
        new("--set")
        {
            Description = $"{what}: ALGORITHM.NAME=VALUE, for instance {example}",
            HelpName = "ALGORITHM.NAME=VALUE",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => [],
        };

    public static ulong SeedOf(ParseResult arguments) => unchecked((ulong)arguments.GetValue(Seed));

    /// <exception cref="WrongArgumentsException">Out of range.</exception>
    public static int ThreadsOf(ParseResult arguments) => InRange(arguments.GetValue(Threads), 1, 1024, Threads.Name);

    /// <exception cref="WrongArgumentsException">Out of range.</exception>
    public static int InRange(int value, int low, int high, string option) =>
        value >= low && value <= high ? value : throw new WrongArgumentsException($"{option} must be from {low} to {high}, not {value}.");

    /// <summary>Names divided by commas.</summary>
    public static string[] Names(string text) => text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
