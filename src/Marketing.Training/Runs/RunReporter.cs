using System.Collections.Immutable;

namespace Marketing.Training;

/// <summary>The report of a run while it grows: written by the training thread, read by the heartbeat.</summary>
internal sealed class RunReporter(IReadOnlyList<string> models, IProgress<RunProgress>? listener)
{
    private readonly Lock _gate = new();
    private ImmutableArray<ModelReport> _reports = [.. models.Select(name => new ModelReport { Name = name })];
    private double _share;

    public IReadOnlyList<ModelReport> Reports
    {
        get
        {
            lock (_gate)
            {
                return _reports;
            }
        }
    }

    public double Share
    {
        get
        {
            lock (_gate)
            {
                return _share;
            }
        }
    }

    public ModelReporter For(int index) => new(this, index);

    internal ModelReport Update(int index, Func<ModelReport, ModelReport> change)
    {
        lock (_gate)
        {
            var changed = change(_reports[index]);
            _reports = _reports.SetItem(index, changed);
            return changed;
        }
    }

    internal void Advance(int index, double shareOfModel, double shareOfStage)
    {
        RunProgress progress;
        lock (_gate)
        {
            _share = Math.Max(_share, (index + Math.Clamp(shareOfModel, 0, 1)) / _reports.Length);
            progress = new RunProgress(_share, $"{_reports[index].Name}: {_reports[index].Stage ?? "done"}", shareOfStage);
        }

        listener?.Report(progress);
    }
}

/// <summary>The part of the report that is about one model.</summary>
internal sealed class ModelReporter(RunReporter run, int index)
{
    public ModelReport Report => run.Reports[index];

    public void Update(Func<ModelReport, ModelReport> change) => run.Update(index, change);

    /// <summary>Says what begins now, and how much of the model's work is behind it.</summary>
    public void Stage(string stage, double share)
    {
        run.Update(index, report => report with { Stage = stage });
        run.Advance(index, share, 0);
    }

    /// <summary>Says that the model's work is behind.</summary>
    public void Done()
    {
        run.Update(index, report => report with { Stage = null });
        run.Advance(index, 1, 1);
    }

    /// <summary>Progress of a part of the model's work, from one share to another.</summary>
    public IProgress<double> Part(double from, double to) =>
        new PartialProgress(share => run.Advance(index, from + (share * (to - from)), share));

    // Not Progress<T>: that one reports on the thread pool, in any order.
    private sealed class PartialProgress(Action<double> report) : IProgress<double>
    {
        public void Report(double value) => report(Math.Clamp(value, 0, 1));
    }
}
