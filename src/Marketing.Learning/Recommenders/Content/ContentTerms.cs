using System.Globalization;

namespace Marketing.Learning.Recommenders.Content;

/// <summary>One thing that is said of an item: in which field, and what.</summary>
/// <param name="Field">Index into <see cref="ContentTerms.Weights"/>.</param>
/// <param name="Text">Folded; unique within its field.</param>
internal readonly record struct ContentTerm(int Field, string Text);

/// <summary>Takes a description apart.</summary>
internal static class ContentTerms
{
    private const int Category = 0;
    private const int Brand = 1;
    private const int Price = 2;
    private const int Tag = 3;
    private const int Attribute = 4;
    private const int Name = 5;
    private const int Description = 6;
    private const int MostNameWords = 60;
    private const int MostDescriptionWords = 300;
    private const int LongestValue = 200;

    /// <summary>How much each field counts in a similarity, when two items have it: category, brand, price, tags, attributes, name, description.</summary>
    public static IReadOnlyList<float> Weights { get; } = [1, .6f, .25f, 1, .6f, 1, .5f];

    /// <summary>Whether the field holds words of a text: of those, the ones that a quarter of the items share say nothing.</summary>
    public static bool IsText(int field) => field is Name or Description;

    /// <summary>Distinct terms, in a fixed order.</summary>
    public static IReadOnlyList<ContentTerm> Of(ItemDescription item)
    {
        var terms = new List<ContentTerm>();
        var known = new HashSet<ContentTerm>();
        void Add(int field, string text)
        {
            var term = new ContentTerm(field, text);
            if (text.Length > 0 && known.Add(term))
            {
                terms.Add(term);
            }
        }

        var path = "";
        foreach (var part in (item.Category ?? "").Split('>', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            path += ">" + Folded(part);
            Add(Category, path);
        }

        Add(Brand, Folded(item.Brand));
        if (item.Price is > 0 and < 1e12)
        {
            // Bands of a factor of √2, and the same half a band further: whoever is close shares at least one.
            var band = 2 * Math.Log2(item.Price.Value);
            Add(Price, string.Create(CultureInfo.InvariantCulture, $"a{Math.Floor(band)}"));
            Add(Price, string.Create(CultureInfo.InvariantCulture, $"b{Math.Floor(band + .5)}"));
        }

        foreach (var tag in item.Tags)
        {
            Add(Tag, Folded(tag));
        }

        foreach (var (name, value) in item.Attributes)
        {
            Add(Attribute, Folded(value) is { Length: > 0 } folded ? $"{Folded(name)}={folded}" : "");
        }

        AddWords(Name, item.Name, MostNameWords);
        AddWords(Description, item.Description, MostDescriptionWords);
        return terms;

        void AddWords(int field, string? text, int most)
        {
            foreach (var word in ContentWords.Of(text ?? "", most))
            {
                Add(field, word);
            }
        }
    }

    // Through runes: half of a surrogate pair must not reach a model file, which is UTF-8.
    private static string Folded(string? text) =>
        text is null ? "" : string.Concat(text.Trim().EnumerateRunes().Take(LongestValue).Select(System.Text.Rune.ToLowerInvariant));
}
