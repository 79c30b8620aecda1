using System.Collections.Concurrent;
using Marketing.Learning.Sentiment;
using Marketing.Learning.Sentiment.Aspects;
using Marketing.Learning.Text;

namespace Marketing.Sentiment.Aspects;

/// <summary>All lists at one moment. Immutable.</summary>
internal sealed class AspectShelf
{
    // Categories come from requests too: what is kept of them is bounded, what is not kept is made anew.
    private const int MostCategories = 10_000;

    private readonly AspectFinder _everywhere;
    private readonly Dictionary<string, AspectFinder> _byLists = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, AspectFinder> _byCategory = new(StringComparer.Ordinal);

    public AspectShelf(int version, IReadOnlyList<AspectList> lists)
    {
        (Version, Lists) = (version, lists);
        _everywhere = Finder([]);
    }

    /// <summary>Grows with each edit; 0 while there was none.</summary>
    public int Version { get; }

    /// <summary>The lists in force, by category.</summary>
    public IReadOnlyList<AspectList> Lists { get; }

    /// <summary>What a text says of what, in the order of the text.</summary>
    /// <param name="text">Any Unicode.</param>
    /// <param name="tokens">Its tokens.</param>
    /// <param name="category">Category path of what it is about: its list, those of the categories above it and the one for all count.</param>
    /// <param name="classifier">Tells the feeling of a passage.</param>
    public IReadOnlyList<FoundAspect> Find(string text, TokenBuffer tokens, string? category, ITextClassifier classifier) =>
        FinderFor(category).Find(text, tokens, classifier);

    /// <summary>The lists that count for a category, the first the most.</summary>
    public IReadOnlyList<AspectList> ListsFor(string category) =>
        // A deeper category's list counts before those above it, then what ships for such products; the one for all comes last and is not among them.
        [
            .. Lists
                .Select(list => (List: list, Fit: list.Fit(category)))
                .Where(list => list.Fit > 0)
                .OrderByDescending(list => list.Fit)
                .ThenByDescending(list => list.List.Category.Length)
                .ThenBy(list => list.List.Category, StringComparer.Ordinal)
                .Select(list => list.List),
        ];

    private AspectFinder FinderFor(string? category)
    {
        if (category is null)
        {
            return _everywhere;
        }

        if (_byCategory.TryGetValue(category, out var known))
        {
            return known;
        }

        var fitting = ListsFor(category);
        var finder = fitting.Count == 0 ? _everywhere : Shared(fitting);
        if (_byCategory.Count < MostCategories)
        {
            _byCategory[category] = finder;
        }

        return finder;
    }

    /// <summary>Many categories have the same lists.</summary>
    private AspectFinder Shared(IReadOnlyList<AspectList> fitting)
    {
        var key = string.Join('\n', fitting.Select(list => list.Category));
        lock (_byLists)
        {
            if (!_byLists.TryGetValue(key, out var finder))
            {
                _byLists[key] = finder = Finder(fitting);
            }

            return finder;
        }
    }

    private AspectFinder Finder(IReadOnlyList<AspectList> lists)
    {
        AspectList[] all = [.. lists, .. Lists.Where(list => list.Category == AspectList.Everywhere)];
        return new AspectFinder([
            .. all.SelectMany(list => list.Aspects),
            // What somebody wrote counts before what was learned.
            .. all.SelectMany(list => list.Grown)
                .Select(grown => KeyValuePair.Create<string, IReadOnlyList<string>>(grown.Term, [grown.Term])),
        ]);
    }
}
