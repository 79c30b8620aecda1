namespace Marketing.Learning.Ranking;

/// <summary>One user whose held-out items a model should find.</summary>
/// <param name="User">Index into the histories; −1 for a user without any.</param>
/// <param name="Relevant">Held-out items that the catalogue knows, dense indices, ascending.</param>
/// <param name="RelevantCount">All distinct held-out items, those unknown to the catalogue included; at least 1.</param>
public sealed record HeldOutUser(int User, int[] Relevant, int RelevantCount);
