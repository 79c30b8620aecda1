using System.Text.Json;

namespace Marketing.Ads.Decisions;

/// <summary>What came of asking.</summary>
/// <param name="Answer">The answer, JSON; null: the id was used for somebody else.</param>
internal readonly record struct DecisionResult(string? Answer);

/// <summary>A decision on its way.</summary>
/// <param name="decisionId">Its id.</param>
/// <param name="asker">Whom it is for.</param>
/// <param name="wanted">What is asked.</param>
/// <param name="mayBeKnown">The caller named it, so it may be a retry.</param>
/// <param name="json">How answers are written.</param>
internal sealed class Attempt(string decisionId, Asker asker, IReadOnlyList<Wanted> wanted, bool mayBeKnown, JsonSerializerOptions json)
{
    public string DecisionId => decisionId;

    public Asker Asker => asker;

    public IReadOnlyList<Wanted> Wanted => wanted;

    public bool MayBeKnown => mayBeKnown;

    public JsonSerializerOptions Json => json;

    /// <summary>UTC.</summary>
    public DateOnly Day { get; } = DateOnly.FromDateTime(asker.Now.UtcDateTime);

    /// <summary>What was decided; its budgets are taken.</summary>
    public Decision? Decision { get; set; }

    public Ledger? Ledger { get; set; }

    public DecisionRecord? Record { get; set; }

    /// <summary>What to answer, once it is committed.</summary>
    public DecisionResult Result { get; set; }

    /// <summary>Why it failed, where only it did.</summary>
    public Exception? Fault { get; set; }
}
