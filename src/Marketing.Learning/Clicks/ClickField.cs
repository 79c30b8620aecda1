namespace Marketing.Learning.Clicks;

/// <summary>One column that a click model sees.</summary>
/// <param name="Name">Unique within an encoding.</param>
/// <param name="IsNumeric">Numbers are cut into bins of equal frequency; anything else is a category.</param>
public sealed record ClickField(string Name, bool IsNumeric = false);
