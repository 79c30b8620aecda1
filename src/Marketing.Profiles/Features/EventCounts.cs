using Marketing.Store;

namespace Marketing.Profiles.Features;

/// <summary>How often each type of event happened within each window, in one row of numbers.</summary>
internal static class EventCounts
{
    /// <summary>The windows, in days.</summary>
    public static IReadOnlyList<int> Windows { get; } = [7, 30, 90, 365];

    private static readonly int Types = Enum.GetValues<EventType>().Length;

    /// <summary>Place of a type and window, from 0.</summary>
    public static int Place(EventType type, int window) => (((int)type - 1) * Windows.Count) + window;

    /// <summary>Counts; more than 32,767 stay 32,767.</summary>
    public static short[] Of(List<ProfileEvent> events, DateTimeOffset at)
    {
        var counts = new short[Types * Windows.Count];
        foreach (var e in events)
        {
            var age = (at - e.At).TotalDays;
            for (var window = Windows.Count - 1; window >= 0 && age <= Windows[window]; window--)
            {
                ref var count = ref counts[Place(e.Type, window)];
                count = count == short.MaxValue ? count : (short)(count + 1);
            }
        }

        return counts;
    }
}
