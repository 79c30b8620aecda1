using System.Globalization;
using Marketing.Store;
using Marketing.Store.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace Marketing.Ads.Definitions;

/// <summary>An id in a route: 1 to 128 printable characters, else the request is a 400 before any handler runs.</summary>
internal readonly record struct AdKey(string Value)
{
    public static bool TryParse(string? text, IFormatProvider? _, out AdKey id)
    {
        id = new AdKey(text ?? "");
        return TextRules.IsId(id.Value);
    }

    public override string ToString() => Value;
}

/// <summary>A page of definitions.</summary>
/// <param name="Items">By id, in byte order.</param>
/// <param name="Next">What to give as <c>after</c> for the page after this one; absent on the last.</param>
internal sealed record Page<T>(IReadOnlyList<T> Items, string? Next);

/// <summary>The five operations on a kind of definition.</summary>
internal static class DefinitionSlices<T>
    where T : class, IDefinition<T>
{
    private const int UsualPage = 50;

    /// <param name="book">What is defined.</param>
    /// <param name="limits">Largest page.</param>
    /// <param name="after">The <c>next</c> of the page before.</param>
    /// <param name="campaignId">Only ads of this campaign.</param>
    /// <param name="n">Most of a page, 1 to 100.</param>
    public static Results<Ok<Page<T>>, ValidationProblem> List(
        BookKeeper book,
        IOptions<ApiLimits> limits,
        string? after = null,
        string? campaignId = null,
        int? n = null
    )
    {
        var size = n ?? Math.Min(UsualPage, limits.Value.MaxN);
        if (size < 1 || size > limits.Value.MaxN)
        {
            return AdsProblems.Invalid(
                "n",
                string.Create(CultureInfo.InvariantCulture, $"'n' must lie between 1 and {limits.Value.MaxN}.")
            );
        }

        var rows = book
            .Current.Stored.Where(stored => stored.Kind == T.Kind && string.CompareOrdinal(stored.Id, after) > 0)
            .OrderBy(stored => stored.Id, StringComparer.Ordinal)
            .Select(ParsedDefinitions.Of<T>)
            .Where(definition => campaignId is null || definition.ParentId == campaignId)
            .Take(size + 1)
            .ToList();
        return TypedResults.Ok(new Page<T>([.. rows.Take(size)], rows.Count > size ? rows[size - 1].Id : null));
    }

    public static Results<Ok<T>, ProblemHttpResult> Get(AdKey id, BookKeeper book) =>
        book.Current.FindStored(T.Kind, id.Value) is { } stored
            ? TypedResults.Ok(ParsedDefinitions.Of<T>(stored))
            : AdsProblems.NotFound(T.Kind);

    public static async Task<Results<Created<T>, ValidationProblem, ProblemHttpResult>> Post(
        T body,
        DefinitionStore store,
        AdsOptions options,
        TimeProvider time,
        HttpContext http,
        CancellationToken cancel
    )
    {
        var definition = body.Id is null ? body.WithId($"{T.Kind}-{Guid.CreateVersion7(time.GetUtcNow()):N}") : body;
        var check = Checked(definition, options);
        if (check.IsWrong)
        {
            return AdsProblems.Invalid(check);
        }

        return await store.PutAsync(definition, onlyNew: true, cancel) switch
        {
            DefinitionStore.Written.Taken => AdsProblems.Taken(T.Kind),
            DefinitionStore.Written.Orphan => NoCampaign(),
            _ => TypedResults.Created($"{http.Request.Path}/{Uri.EscapeDataString(definition.Id ?? "")}", definition),
        };
    }

    public static async Task<Results<Ok<T>, Created<T>, ValidationProblem>> Put(
        AdKey id,
        T body,
        DefinitionStore store,
        AdsOptions options,
        HttpContext http,
        CancellationToken cancel
    )
    {
        var definition = body.WithId(id.Value);
        var check = Checked(definition, options);
        check.Require(T.IdField, body.Id is null || body.Id == id.Value, "differs from the id in the address.");
        if (check.IsWrong)
        {
            return AdsProblems.Invalid(check);
        }

        return await store.PutAsync(definition, onlyNew: false, cancel) switch
        {
            DefinitionStore.Written.Orphan => NoCampaign(),
            DefinitionStore.Written.Created => TypedResults.Created(http.Request.Path.Value, definition),
            _ => TypedResults.Ok(definition),
        };
    }

    public static async Task<Results<NoContent, ProblemHttpResult>> Delete(AdKey id, DefinitionStore store, CancellationToken cancel) =>
        await store.DeleteAsync(T.Kind, id.Value, cancel) ? TypedResults.NoContent() : AdsProblems.NotFound(T.Kind);

    private static FieldCheck Checked(T definition, AdsOptions options)
    {
        var check = new FieldCheck();
        check.Id(T.IdField, definition.Id);
        definition.Check(check, options);
        return check;
    }

    private static ValidationProblem NoCampaign() => AdsProblems.Invalid("campaignId", "There is no campaign of this id.");
}
