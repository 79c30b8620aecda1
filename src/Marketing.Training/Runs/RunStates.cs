namespace Marketing.Training;

/// <summary>The words of <see cref="RunState"/> in the database.</summary>
internal static class RunStates
{
    public const string Queued = "queued";
    public const string Running = "running";

    public static string Word(this RunState state) =>
        state switch
        {
            RunState.Queued => Queued,
            RunState.Running => Running,
            RunState.Succeeded => "succeeded",
            RunState.Failed => "failed",
            _ => "canceled",
        };

    public static RunState Parse(string word) => Enum.Parse<RunState>(word, ignoreCase: true);

    public static bool IsOver(this RunState state) => state is not (RunState.Queued or RunState.Running);

    /// <summary>The report of a run that ended before its time: what had not ended, ends with it.</summary>
    public static IReadOnlyList<ModelReport> Ended(IReadOnlyList<ModelReport> reports, RunState state, string reason) =>
        [.. reports.Select(r => r.State.IsOver() ? r : r with { State = state, Stage = null, Reason = reason })];
}
