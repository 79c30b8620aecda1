using Marketing.Profiles.Segments;
using Marketing.Store;

namespace Marketing.Profiles.Endpoints;

/// <summary>Examples of the API's document.</summary>
internal static class SegmentExamples
{
    private static readonly DateTimeOffset At = new(2026, 1, 15, 8, 30, 0, TimeSpan.Zero);

    private static readonly SegmentRule Rule = new()
    {
        All =
        [
            new SegmentRule
            {
                Affinity = AffinityKind.Category,
                Name = "Home > Kitchen",
                AtLeast = .3,
            },
            new SegmentRule
            {
                Event = EventType.View,
                Days = 30,
                AtLeast = 3,
            },
            new SegmentRule
            {
                Not = new SegmentRule { Feature = "recencyDays", AtMost = 14 },
            },
        ],
    };

    public static SegmentBody ToDefine { get; } =
        new()
        {
            SegmentId = "kitchen-lovers",
            Name = "Kitchen lovers who have not bought lately",
            Rule = Rule,
        };

    public static PreviewBody ToPreview { get; } = new() { Rule = Rule };

    public static SegmentAnswer Segment { get; } =
        new("kitchen-lovers", "rule", "Kitchen lovers who have not bought lately", null, Rule, null, null, 1204, At, At, At);

    public static SegmentAnswer Learned { get; } =
        new(
            "learned-1",
            "learned",
            "Many orders, many returns",
            null,
            null,
            null,
            new LearnedCluster(1, new Dictionary<string, double>(StringComparer.Ordinal) { ["orders"] = 1.4, ["returnShare"] = 1.1 }),
            8_112,
            At,
            At,
            At
        );

    public static MemberPage Members { get; } = new([new MemberAnswer("u-1001", At)], "u-1001");
}
