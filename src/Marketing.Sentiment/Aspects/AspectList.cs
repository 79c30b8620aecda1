using Marketing.Learning.Sentiment.Aspects;
using Marketing.Store;

namespace Marketing.Sentiment.Aspects;

/// <summary>The aspects of one category and the terms that speak of them.</summary>
/// <param name="Category">Category path in normal form, or the name of a list that ships with the product; <c>*</c> for every category.</param>
/// <param name="Edited">True when somebody wrote it, false for the list that ships with the product.</param>
/// <param name="Aspects">Aspect → its terms, in either language.</param>
internal sealed record AspectList(string Category, bool Edited, IReadOnlyDictionary<string, IReadOnlyList<string>> Aspects)
{
    /// <summary>Terms that reviews have taught: each is an aspect of its own until somebody puts it under another.</summary>
    public IReadOnlyList<GrownTerm> Grown { get; init; } = [];

    /// <summary>Terms that are not to be learned.</summary>
    public IReadOnlyList<string> Ignored { get; init; } = [];

    /// <summary>The category that stands for all.</summary>
    public const string Everywhere = AspectSeeds.Everywhere;

    private static readonly Dictionary<string, AspectSeed> Seeds = AspectSeeds.All.ToDictionary(
        seed => seed.Category,
        StringComparer.Ordinal
    );

    /// <summary>The lists that ship with the product, by category.</summary>
    public static IEnumerable<AspectList> Shipped =>
        AspectSeeds.All.Select(seed => new AspectList(seed.Category, Edited: false, seed.Aspects));

    /// <summary>How well it fits a category: 2 for its own and those below it, 1 where a part of the path has one of the names of a shipped list, 0 not at all.</summary>
    public int Fit(string category) =>
        Category == Everywhere ? 0
        : CategoryPath.IsWithin(category, Category) ? 2
        : Seeds.TryGetValue(Category, out var seed) && NamesOne(category, seed.Names) ? 1
        : 0;

    private static bool NamesOne(string category, IReadOnlySet<string> names) =>
        category
            .Split(CategoryPath.Divider)
            .SelectMany(part => part.Split(['&', '/', ','], StringSplitOptions.TrimEntries))
            .Any(name => names.Contains(name.ToLowerInvariant()));
}
