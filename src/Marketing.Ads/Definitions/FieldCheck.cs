using System.Globalization;
using Marketing.Store;

namespace Marketing.Ads.Definitions;

/// <summary>Collects what is wrong with a body, by field.</summary>
internal sealed class FieldCheck
{
    /// <summary>Largest amount of money: far above any budget, far below what sums of it could overflow.</summary>
    private const decimal MostMoney = 1_000_000_000_000m;

    private Dictionary<string, string[]>? _errors;

    public bool IsWrong => _errors is not null;

    public IDictionary<string, string[]> Errors => _errors ??= new Dictionary<string, string[]>(StringComparer.Ordinal);

    public void Add(string field, string sentence) =>
        Errors[field] = Errors.TryGetValue(field, out var known) ? [.. known, sentence] : [sentence];

    public void Require(string field, bool holds, string sentence)
    {
        if (!holds)
        {
            Add(field, $"'{field}' {sentence}");
        }
    }

    public void Id(string field, string? id) => Require(field, id is null || TextRules.IsId(id), "must be 1 to 128 printable characters.");

    public void Text(string field, string? text, int most) =>
        Require(
            field,
            text is null || (text.Length <= most && TextRules.IsStorable(text)),
            string.Create(CultureInfo.InvariantCulture, $"must be storable text of at most {most} characters.")
        );

    public void Label(string field, string? text, int most) =>
        Require(
            field,
            text is null
                || (!string.IsNullOrWhiteSpace(text) && text.Length <= most && TextRules.IsStorable(text) && TextRules.IsPrintable(text)),
            string.Create(CultureInfo.InvariantCulture, $"must be 1 to {most} printable characters.")
        );

    public void Between<T>(string field, T? value, T least, T most)
        where T : struct, IComparable<T>, IFormattable =>
        Require(
            field,
            value is not { } given || (given.CompareTo(least) >= 0 && given.CompareTo(most) <= 0),
            string.Create(CultureInfo.InvariantCulture, $"must lie between {least} and {most}.")
        );

    /// <summary>Money: not negative, at most six digits behind the point.</summary>
    public void Money(string field, decimal? amount, decimal least = 0)
    {
        Between(field, amount, least, MostMoney);
        Require(field, amount is not { } given || decimal.Round(given, 6) == given, "has more than six digits behind the point.");
    }

    /// <summary>A list of ids or labels without nulls and repeats.</summary>
    public void List(string field, IReadOnlyList<string>? values, int most, Action<string, string?> each)
    {
        if (values is null)
        {
            return;
        }

        if (values.Count > most)
        {
            Add(field, string.Create(CultureInfo.InvariantCulture, $"'{field}' may hold {most} values at most."));
            return;
        }

        for (var at = 0; at < values.Count; at++)
        {
            var place = string.Create(CultureInfo.InvariantCulture, $"{field}[{at}]");
            Require(place, values[at] is not null, "is null.");
            each(place, values[at]);
        }

        Require(field, values.Distinct(StringComparer.Ordinal).Count() == values.Count, "names something twice.");
    }

    public void Ids(string field, IReadOnlyList<string>? values, int most = 100) => List(field, values, most, Id);

    public void Labels(string field, IReadOnlyList<string>? values, int most = 100) =>
        List(field, values, most, (place, text) => Label(place, text, 200));
}
