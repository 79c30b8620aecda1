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

    /// <summary>A count as a step: 0, 1, 2, 3-4, 5-8, 9 and more.</summary>
    public static string Step(int count) =>
        count switch
        {
            <= 0 => "0",
            1 => "1",
            2 => "2",
            <= 4 => "3",
            <= 8 => "5",
            _ => "9",
        };

    /// <summary>The first part of a category path.</summary>
    public static string DepartmentOf(string category)
    {
        var end = category.IndexOf('>', StringComparison.Ordinal);
        return end < 0 ? category : category[..end].TrimEnd();
    }
}
