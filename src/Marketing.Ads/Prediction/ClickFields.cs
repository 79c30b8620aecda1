using Marketing.Learning.Clicks;

namespace Marketing.Ads.Prediction;

/// <summary>What the click model sees, field by field. The names are in logs and artefacts: never rename, only add at the end.</summary>
internal static class ClickFields
{
    public const int Ad = 0;
    public const int Campaign = 1;
    public const int Item = 2;
    public const int Category = 3;
    public const int Department = 4;
    public const int Brand = 5;
    public const int Placement = 6;
    public const int Channel = 7;
    public const int User = 8;
    public const int Known = 9;
    public const int Language = 10;
    public const int Device = 11;
    public const int Page = 12;
    public const int Hour = 13;
    public const int Weekday = 14;
    public const int Favourite = 15;
    public const int Activity = 16;
    public const int Interest = 17;
    public const int DepartmentInterest = 18;
    public const int Shown = 19;

    public static IReadOnlyList<string> Names { get; } =
    [
        "ad",
        "campaign",
        "item",
        "category",
        "department",
        "brand",
        "placement",
        "channel",
        "user",
        "known",
        "language",
        "device",
        "page",
        "hour",
        "weekday",
        "favourite",
        "activity",
        "interest",
        "departmentInterest",
        "shown",
    ];

    public static int Count => Names.Count;

    /// <summary>All of them are categories: counts come as steps.</summary>
    public static ClickEncoding Encoding() => ClickEncoding.Learn([.. Names.Select(name => new ClickField(name))]);

    /// <summary>Names of the steps that counts come in: 0, 1, 2, 3-4, 5-8, 9 and more.</summary>
    public static IReadOnlyList<string> Steps { get; } = ["0", "1", "2", "3", "5", "9"];

    /// <summary>Names of shares, a count of a whole: <see cref="ShareOf"/> is a place in it.</summary>
    public static IReadOnlyList<string> Shares { get; } = ["", .. Steps.SelectMany(count => Steps.Select(whole => $"{count}/{whole}"))];

    /// <summary>A count as a step.</summary>
    public static string Step(int count) => Steps[StepOf(count)];

    /// <summary>Place of a count in <see cref="Steps"/>.</summary>
    public static int StepOf(int count) =>
        count switch
        {
            <= 0 => 0,
            <= 2 => count,
            <= 4 => 3,
            <= 8 => 4,
            _ => 5,
        };

    /// <summary>Place of a count among so many in <see cref="Shares"/>. Where little is known, no event means little; where much is known, it means "not his".</summary>
    public static int ShareOf(int count, int whole) => 1 + (StepOf(count) * Steps.Count) + StepOf(whole);

    /// <summary>The first part of a category path.</summary>
    public static string DepartmentOf(string category)
    {
        var end = category.IndexOf('>', StringComparison.Ordinal);
        return end < 0 ? category : category[..end].TrimEnd();
    }
}
