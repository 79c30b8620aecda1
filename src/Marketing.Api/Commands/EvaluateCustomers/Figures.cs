using System.Globalization;
using Marketing.Api.Commands.Evaluation;
using Marketing.Learning.Customers;

namespace Marketing.Api.Commands.EvaluateCustomers;

/// <summary>What <c>evaluate value</c>, <c>uplift</c> and <c>profiles</c> share: intervals in tables and JSON, and days.</summary>
internal static class Figures
{
    /// <summary>As the table shows it, numbers in the given format.</summary>
    public static string Text(Interval interval, string format) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"[{interval.Low.ToString(format, CultureInfo.InvariantCulture)}, {interval.High.ToString(format, CultureInfo.InvariantCulture)}]"
        );

    /// <summary>As the JSON shows it.</summary>
    public static double[] Ends(Interval interval) => [interval.Low, interval.High];

    /// <exception cref="WrongArgumentsException">Not a date of the form 2011-06-30.</exception>
    public static DateOnly Date(string text, string option) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? date
            : throw new WrongArgumentsException($"{option} must be a date like 1997-09-30, not '{text}'.");
}
