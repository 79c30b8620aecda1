using Marketing.Recommendations.Interactions;
using Marketing.Recommendations.Serving;

namespace Marketing.Recommendations.Answers;

/// <summary>A personal list and what its reasons need.</summary>
internal sealed class ListDraft(RankedPage page, Visitor visitor, FoldedHistory folded, long seenUpTo, ulong draw) : IDisposable
{
    public RankedPage Page => page;

    /// <summary>With what the page tells.</summary>
    public Visitor Visitor => visitor;

    public FoldedHistory Folded => folded;

    /// <summary>For the cursor of the next page.</summary>
    public long SeenUpTo => seenUpTo;

    /// <summary>What exploration drew by.</summary>
    public ulong Draw => draw;

    public void Dispose() => folded.Dispose();
}

/// <summary>
/// Makes a personal list out of what is known: the one way for answers, for rebuilding them from the log, and for previews. Pure: the same
/// knowledge gives the same list.
/// </summary>
internal sealed class ListMaker(RecommendationsOptions options)
{
    // Visitors without a session see another draw of exploration after so many seconds; the pages of one list keep theirs by the cursor.
    private const int DrawSeconds = 60;
    private readonly Ranker _ranker = new(options);
    private readonly HistoryBuilder _histories = new(new InteractionWeights(options));

    /// <summary>The list.</summary>
    /// <param name="stand">Model and catalogue.</param>
    /// <param name="known">What is known of the visitor.</param>
    /// <param name="ask">Request, and what the page tells.</param>
    /// <param name="subject">Null: nobody in particular.</param>
    /// <param name="policy">Rules.</param>
    /// <param name="seenUpTo">From a cursor: later events do not count.</param>
    /// <param name="now">Unix seconds.</param>
    /// <param name="draw">What exploration draws by; null: by subject, place and <paramref name="seenUpTo"/>.</param>
    public ListDraft Make(
        Stand stand,
        Visitor known,
        Ask ask,
        string? subject,
        ListPolicy policy,
        long? seenUpTo,
        long now,
        ulong? draw = null
    )
    {
        IReadOnlySet<string> acquiredSince = new HashSet<string>(StringComparer.Ordinal);
        if (seenUpTo is { } last)
        {
            (known, acquiredSince) = Visitors.AsOf(known, last);
        }

        var model = stand.Model.Model;
        var visitor = Visitors.With(known, ask.RecentItems, ask.Basket, Math.Max(model.Reference, known.Newest ?? 0));
        var folded = new FoldedHistory(model, visitor, _histories);
        var request = ask.Request with { Exclude = RequestKeys.Join(ask.Request.Excluded.Concat(ask.Basket)) };
        var upTo = seenUpTo ?? known.Newest ?? (subject is null ? now / DrawSeconds * DrawSeconds : 0);
        var number = draw ?? Cursor.Hash(subject, request.Placement, FormattableString.Invariant($"{upTo}"));
        var page = _ranker.Rank(stand.Shelf, visitor, folded, request, policy, number, now);
        if (acquiredSince.Count > 0)
        {
            page = page with { Items = [.. page.Items.Where(item => !acquiredSince.Contains(stand.Shelf.IdAt(item.Place)))] };
        }

        return new ListDraft(page, visitor, folded, upTo, number);
    }
}
