namespace Marketing.TestKit;

/// <summary>Waits for what comes soon, but at no certain time.</summary>
public static class Patience
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Most = TimeSpan.FromMinutes(1);

    /// <summary>Returns once it holds.</summary>
    /// <param name="holds">Asked again and again.</param>
    /// <param name="what">Says in the fault what did not come.</param>
    /// <exception cref="TimeoutException">It does not hold within a minute.</exception>
    public static async Task UntilAsync(Func<Task<bool>> holds, string what)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!await holds())
        {
            if (TimeProvider.System.GetElapsedTime(began) > Most)
            {
                throw new TimeoutException($"Not within a minute: {what}");
            }

            await Task.Delay(Pause);
        }
    }
}
