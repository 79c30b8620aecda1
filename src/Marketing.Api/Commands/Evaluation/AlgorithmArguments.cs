using System.Globalization;
using Marketing.Learning;
using Marketing.MLNet;

namespace Marketing.Api.Commands.Evaluation;

/// <summary>What the commands that compare algorithms read alike: names, and <c>--set ALGORITHM.NAME=VALUE</c>.</summary>
internal static class AlgorithmArguments
{
    /// <summary>What <c>--algorithm</c> names, each once.</summary>
    /// <param name="text"><c>all</c>, or names divided by commas.</param>
    /// <param name="known">Those built in here.</param>
    /// <exception cref="WrongArgumentsException">It names nothing, or one that is not known.</exception>
    public static IReadOnlyList<string> Named(string text, IEnumerable<string> known)
    {
        string[] all = [.. known];
        string[] names = text == "all" ? all : [.. EvaluationOptions.Names(text).Distinct(StringComparer.Ordinal)];
        return names.Length == 0 ? throw new WrongArgumentsException("--algorithm names nothing.")
            : names.Except(all).FirstOrDefault() is { } unknown ? throw Unknown(unknown, all)
            : names;
    }

    /// <summary>What to say of a name that no algorithm has; of another engine's, how to get it.</summary>
    public static WrongArgumentsException Unknown(string name, IEnumerable<string> known) =>
        new(
            $"{MlNetEngine.WhyMissing(name) ?? $"The algorithm '{name}' is not built in here."} Those that are: {string.Join(", ", known)}."
        );

    /// <summary>Settings that are fixed, by algorithm.</summary>
    /// <param name="texts">As given.</param>
    /// <param name="settingsOf">Every setting of an algorithm; throws when there is none of that name.</param>
    /// <param name="example">For the message.</param>
    /// <exception cref="WrongArgumentsException">One is not of that form, unknown or out of range.</exception>
    public static Dictionary<string, IReadOnlyDictionary<string, double>> Fixed(
        IEnumerable<string> texts,
        Func<string, IReadOnlyList<Setting>> settingsOf,
        string example
    )
    {
        var byAlgorithm = new Dictionary<string, IReadOnlyDictionary<string, double>>(StringComparer.Ordinal);
        foreach (var text in texts)
        {
            var parts = text.Split(['.', '='], 3);
            if (
                parts.Length != 3
                || !text.StartsWith($"{parts[0]}.{parts[1]}=", StringComparison.Ordinal)
                || !double.TryParse(parts[2], NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            )
            {
                throw new WrongArgumentsException($"--set {text}: write ALGORITHM.NAME=VALUE, for instance {example}.");
            }

            var settings = settingsOf(parts[0]);
            var given = new Dictionary<string, double>(byAlgorithm.GetValueOrDefault(parts[0]) ?? new Dictionary<string, double>())
            {
                [parts[1]] = value,
            };
            try
            {
                Setting.Resolve(parts[0], settings, given);
            }
            catch (ArgumentException wrong)
            {
                throw new WrongArgumentsException($"--set {text}: {wrong.Message}");
            }

            byAlgorithm[parts[0]] = given;
        }

        return byAlgorithm;
    }
}
