using System.Globalization;
using Marketing.Sentiment.Aspects;
using Marketing.Store;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Marketing.Sentiment.Endpoints;

/// <summary>A term that reviews have taught.</summary>
/// <param name="Term">As it stands in reviews, in lower case.</param>
/// <param name="Texts">Different reviews of the category with it.</param>
/// <param name="Share">Their share of the category's reviews.</param>
/// <param name="ShareElsewhere">Share of all other reviews with it.</param>
internal sealed record GrownTermAnswer(string Term, int Texts, double Share, double ShareElsewhere);

/// <summary>The aspects of one category.</summary>
/// <param name="Category">Category path, or the name of a shipped list, which counts for categories that shops call so; * for every category.</param>
/// <param name="Edited">False for the list that ships with the product.</param>
/// <param name="Aspects">Aspect → terms that speak of it, in either language.</param>
/// <param name="Grown">Terms that the category's reviews use with feeling and others do not, found every night: aspects of their own until they are put under another.</param>
/// <param name="Ignored">Terms that are not to be learned.</param>
internal sealed record AspectListAnswer(
    string Category,
    bool Edited,
    IReadOnlyDictionary<string, IReadOnlyList<string>> Aspects,
    IReadOnlyList<GrownTermAnswer> Grown,
    IReadOnlyList<string> Ignored
);

/// <summary>All lists of aspects.</summary>
/// <param name="Version">Grows with each edit.</param>
/// <param name="Lists">By category.</param>
internal sealed record AspectsAnswer(int Version, IReadOnlyList<AspectListAnswer> Lists)
{
    public static AspectsAnswer Of(AspectShelf shelf) => new(shelf.Version, [.. shelf.Lists.Select(Of)]);

    private static AspectListAnswer Of(AspectList list) =>
        new(
            list.Category,
            list.Edited,
            list.Aspects,
            [
                .. list.Grown.Select(grown => new GrownTermAnswer(
                    grown.Term,
                    grown.Texts,
                    Math.Round(grown.Share, 4),
                    Math.Round(grown.ShareElsewhere, 4)
                )),
            ],
            list.Ignored
        );
}

internal static class ReadAspects // GET /sentiment/aspects
{
    public static Ok<AspectsAnswer> Handle(AspectBook book) => TypedResults.Ok(AspectsAnswer.Of(book.Current));
}

internal static class EditAspects // PUT /sentiment/aspects
{
    private const int MostAspects = 100;
    private const int MostTerms = 300;
    private const int LongestTerm = 64;

    /// <summary>A list to put in the place of a category's.</summary>
    internal sealed record Request
    {
        /// <summary>Category path; * for every category.</summary>
        public required string Category { get; init; }

        /// <summary>Aspect → terms that speak of it; empty: back to the list that ships with the product.</summary>
        public required IReadOnlyDictionary<string, IReadOnlyList<string?>?> Aspects { get; init; }

        /// <summary>Terms that are not to be learned from reviews; none when left out.</summary>
        public IReadOnlyList<string?>? Ignored { get; init; }
    }

    public static async Task<Results<Ok<AspectsAnswer>, ValidationProblem>> Handle(
        Request request,
        AspectBook book,
        CancellationToken cancel
    )
    {
        var errors = new Dictionary<string, string[]>(StringComparer.Ordinal);
        var category = Category(request.Category, errors);
        var aspects = Aspects(request.Aspects, errors);
        var ignored = request.Ignored ?? [];
        if (ignored.Count > MostTerms || !ignored.All(IsTerm))
        {
            errors["ignored"] = [$"ignored may hold {MostTerms} terms of 1 to {LongestTerm} printable characters."];
        }

        if (errors.Count > 0)
        {
            return SentimentProblems.Invalid(errors);
        }

        await book.PutAsync(category, aspects, [.. ignored.OfType<string>().Select(term => term.Trim())], cancel);
        return TypedResults.Ok(AspectsAnswer.Of(book.Current));
    }

    private static string Category(string category, Dictionary<string, string[]> errors)
    {
        var path = QueryCheck.PathOf(category);
        if (path is null)
        {
            errors["category"] = ["category must be * or a path of names divided by '>', none of them empty."];
        }

        return path ?? "";
    }

    private static Dictionary<string, IReadOnlyList<string>> Aspects(
        IReadOnlyDictionary<string, IReadOnlyList<string?>?> given,
        Dictionary<string, string[]> errors
    )
    {
        var aspects = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        if (given.Count > MostAspects)
        {
            errors["aspects"] = [string.Create(CultureInfo.InvariantCulture, $"aspects may hold {MostAspects} aspects at most.")];
            return aspects;
        }

        var taken = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (aspect, terms) in given.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            var field = "aspects." + TextRules.Excerpt(aspect);
            if (!IsTerm(aspect) || aspect != aspect.Trim())
            {
                // A name with a blank at its end is looked for in vain.
                errors[field] = [$"An aspect must have 1 to {LongestTerm} printable characters and no blanks around them."];
            }
            else if (terms is not { Count: > 0 and <= MostTerms } || !terms.All(IsTerm))
            {
                errors[field] = [$"{field} must hold 1 to {MostTerms} terms of 1 to {LongestTerm} printable characters."];
            }
            else if (
                terms.OfType<string>().FirstOrDefault(term => !taken.TryAdd(term.Trim(), aspect) && taken[term.Trim()] != aspect) is
                { } twice
            )
            {
                errors[field] = [$"'{twice}' already speaks of {taken[twice.Trim()]}."];
            }
            else
            {
                aspects[aspect] = [.. terms.OfType<string>().Select(term => term.Trim()).Distinct(StringComparer.OrdinalIgnoreCase)];
            }
        }

        return aspects;
    }

    private static bool IsTerm(string? term) =>
        !string.IsNullOrWhiteSpace(term) && TextRules.IsPrintable(term) && TextRules.Length(term) <= LongestTerm;
}
