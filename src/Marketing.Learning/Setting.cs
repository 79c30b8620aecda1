using System.Globalization;

namespace Marketing.Learning;

/// <summary>One setting of an algorithm.</summary>
/// <param name="Name">As in <c>--set ALGORITHM.NAME=VALUE</c>.</param>
/// <param name="Default">Taken when nothing else is said.</param>
/// <param name="Minimum">Smallest value allowed.</param>
/// <param name="Maximum">Largest value allowed.</param>
/// <param name="IsWhole">Only whole numbers are allowed.</param>
/// <param name="Meaning">What it does, in a sentence.</param>
public sealed record Setting(string Name, double Default, double Minimum, double Maximum, bool IsWhole, string Meaning)
{
    /// <summary>Fills in the defaults.</summary>
    /// <param name="algorithm">Whose settings these are, for the message.</param>
    /// <param name="settings">Every setting that the algorithm takes.</param>
    /// <param name="given">Some of the settings, by name.</param>
    /// <returns>Every setting of the algorithm with its value.</returns>
    /// <exception cref="ArgumentException">A given setting is unknown, out of its range or not whole; the message names it.</exception>
    public static IReadOnlyDictionary<string, double> Resolve(
        string algorithm,
        IReadOnlyList<Setting> settings,
        IReadOnlyDictionary<string, double> given
    )
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(given);
        foreach (var name in given.Keys)
        {
            if (settings.All(setting => setting.Name != name))
            {
                var known = settings.Count == 0 ? "it has none" : string.Join(", ", settings.Select(setting => setting.Name));
                throw new ArgumentException($"'{algorithm}' has no setting '{name}' (settings: {known}).", nameof(given));
            }
        }

        return settings.ToDictionary(
            setting => setting.Name,
            setting => setting.Checked(algorithm, given.TryGetValue(setting.Name, out var value) ? value : setting.Default)
        );
    }

    private double Checked(string algorithm, double value)
    {
        if (!(value >= Minimum && value <= Maximum) || (IsWhole && value != Math.Floor(value)))
        {
            var kind = IsWhole ? "a whole number" : "a number";
            throw new ArgumentException(
                string.Create(CultureInfo.InvariantCulture, $"{algorithm}.{Name} must be {kind} from {Minimum} to {Maximum}, not {value}."),
                nameof(value)
            );
        }

        return value;
    }
}
