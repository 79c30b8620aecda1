using Marketing.Learning.Sentiment;
using Marketing.Sentiment.Scoring;
using Marketing.Store;

namespace Marketing.Sentiment.Aspects;

/// <summary>The aspects of one category and the terms that speak of them.</summary>
/// <param name="Category">Category path in normal form; <c>*</c> for every category.</param>
/// <param name="Edited">True when somebody wrote it, false for the list that ships with the product.</param>
/// <param name="Aspects">Aspect → its terms, in either language.</param>
internal sealed record AspectList(string Category, bool Edited, IReadOnlyDictionary<string, IReadOnlyList<string>> Aspects)
{
    /// <summary>The category that stands for all.</summary>
    public const string Everywhere = "*";
}

/// <summary>All lists at one moment. Immutable.</summary>
internal sealed class AspectShelf
{
    private readonly AspectFinder _everywhere;
    private readonly List<(string Category, AspectFinder Finder)> _byCategory;

    public AspectShelf(int version, IReadOnlyList<AspectList> lists)
    {
        (Version, Lists) = (version, lists);
        var general = lists.Where(list => list.Category == AspectList.Everywhere).ToArray();
        _everywhere = new AspectFinder(general);
        // A deeper category's list counts before those above it and the one for all.
        _byCategory =
        [
            .. lists
                .Where(list => list.Category != AspectList.Everywhere)
                .OrderByDescending(list => list.Category.Length)
                .Select(list =>
                    (
                        list.Category,
                        new AspectFinder([
                            .. lists
                                .Where(other =>
                                    other.Category != AspectList.Everywhere && CategoryPath.IsWithin(list.Category, other.Category)
                                )
                                .OrderByDescending(other => other.Category.Length),
                            .. general,
                        ])
                    )
                ),
        ];
    }

    /// <summary>Grows with each edit; 0 while there was none.</summary>
    public int Version { get; }

    /// <summary>The lists in force, by category.</summary>
    public IReadOnlyList<AspectList> Lists { get; }

    /// <summary>What a text says of what, in the order of the text.</summary>
    /// <param name="text">Any Unicode.</param>
    /// <param name="category">Category path of what it is about: its list, those of the categories above it and the one for all count.</param>
    /// <param name="classifier">Tells the feeling of a passage.</param>
    public IReadOnlyList<StoredAspect> Find(string text, string? category, ITextClassifier classifier)
    {
        foreach (var (known, finder) in _byCategory)
        {
            if (CategoryPath.IsWithin(category, known))
            {
                return finder.Find(text, classifier);
            }
        }

        return _everywhere.Find(text, classifier);
    }
}
