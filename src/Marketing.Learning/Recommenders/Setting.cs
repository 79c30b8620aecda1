using System.Globalization;

namespace Marketing.Learning.Recommenders;

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
    /// <param name="trainer">Whose settings these are.</param>
    /// <param name="given">Some of the settings.</param>
    /// <returns>Every setting of the algorithm with its value.</returns>
    /// <exception cref="ArgumentException">A given setting is unknown, out of its range or not whole; the message names it.</exception>
    public static IReadOnlyDictionary<string, double> Resolve(IRecommenderTrainer trainer, IReadOnlyDictionary<string, double> given)
    {
        ArgumentNullException.ThrowIfNull(trainer);
        ArgumentNullException.ThrowIfNull(given);
        foreach (var name in given.Keys)
        {
            if (trainer.Settings.All(setting => setting.Name != name))
            {
                var known =
                    trainer.Settings.Count == 0 ? "it has none" : string.Join(", ", trainer.Settings.Select(setting => setting.Name));
                throw new ArgumentException($"'{trainer.Algorithm}' has no setting '{name}' (settings: {known}).", nameof(given));
            }
        }

        return trainer.Settings.ToDictionary(
            setting => setting.Name,
            setting => setting.Checked(trainer.Algorithm, given.TryGetValue(setting.Name, out var value) ? value : setting.Default)
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
