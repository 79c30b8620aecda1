namespace Marketing.Profiles.Analytics;

/// <summary>What one person did on one day, on one channel and, where something was bought or came back, in one category.</summary>
/// <param name="Person">The user, else the session that nobody knows.</param>
/// <param name="Day">UTC.</param>
/// <param name="Channel">The channel; <c>unknown</c> where none was sent.</param>
/// <param name="Category">First name of the category's path; <c>unknown</c> without one; null where nothing was bought or came back.</param>
/// <param name="Events">Events.</param>
/// <param name="Viewed">Something was looked at.</param>
/// <param name="Carted">Something was put into the cart.</param>
/// <param name="Orders">Ids of the orders, each once.</param>
/// <param name="Units">Units bought.</param>
/// <param name="Revenue">Value of what was bought.</param>
/// <param name="Returned">Value of what came back.</param>
internal sealed record PersonDay(
    string Person,
    DateOnly Day,
    string Channel,
    string? Category,
    long Events,
    bool Viewed,
    bool Carted,
    string[] Orders,
    double Units,
    double Revenue,
    double Returned
)
{
    /// <summary>Whether the shop knows who it is.</summary>
    public bool IsNamed => !Person.StartsWith("session:", StringComparison.Ordinal);
}
