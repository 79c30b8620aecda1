using System.Diagnostics;

namespace Marketing.Training;

/// <summary>The time that one candidate may spend on trying settings. Begins when it is made; the first try is always made.</summary>
/// <param name="budget"><see cref="TrainingOptions.TimeBudget"/>, or what a command was given for it.</param>
public sealed class TuningBudget(TimeSpan budget)
{
    private readonly long _began = Stopwatch.GetTimestamp();
    private TimeSpan _lastEnd;

    /// <summary>Asked after each try: whether another one that takes as long would end after the budget.</summary>
    public bool IsLate()
    {
        var now = Stopwatch.GetElapsedTime(_began);
        var took = now - _lastEnd;
        _lastEnd = now;
        return now + took > budget;
    }
}
