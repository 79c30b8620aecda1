namespace Marketing.Learning.Clicks.Linear;

/// <summary>Trains <see cref="FtrlModel"/>.</summary>
internal sealed class FtrlTrainer : IClickModelTrainer
{
    public string Algorithm => FtrlModel.Name;

    public string Engine => "built-in";

    public IReadOnlyList<Setting> Settings => FtrlSettings.All;

    public string? WhyNotApplicable(ClickTable data) =>
        data.Clicks == 0 || data.Clicks == data.Rows ? "All rows have the same outcome: there is nothing to tell apart." : null;

    public IClickModel Train(ClickTable data, IReadOnlyDictionary<string, double> settings, TrainingControl control)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(control);
        var chosen = FtrlSettings.From(settings);
        var crosses = chosen.Crosses == 0 ? [] : CrossSelection.Choose(data, chosen, control);
        var examination = FtrlExamination.Learn(data, chosen, control);
        var learnt = 0L;
        var (pass, calibration) = chosen.Epochs == 1 || !HeldOutRows.Suffice(data) ? OnePass() : SeveralPasses();
        control.Progress?.Invoke(1);
        pass.Centre(calibration);
        return new FtrlModel(data.Encoding, pass.Weights, calibration, pass.PriorVariances(), examination) { RowsLearnt = learnt };

        // On line: each row is predicted before it is learnt, so the newest half of the predictions is honest and calibrates.
        (FtrlPass, IsotonicCalibration) OnePass()
        {
            var only = new FtrlPass(data, chosen, crosses, examination);
            for (var epoch = 0; epoch < chosen.Epochs; epoch++)
            {
                control.Cancel.ThrowIfCancellationRequested();
                learnt += only.Run(static _ => true);
            }

            var half = data.Rows / 2;
            return (only, chosen.Epochs == 1 && HeldOutRows.Suffice(data) ? only.Calibrate(row => row >= half) : IsotonicCalibration.None);
        }

        // The held-out tenth says when to stop and how to calibrate; then all rows are learnt for as many passes.
        (FtrlPass, IsotonicCalibration) SeveralPasses()
        {
            var part = new FtrlPass(data, chosen, crosses, examination);
            var (best, epochs, curve) = (double.PositiveInfinity, 1, IsotonicCalibration.None);
            for (var epoch = 1; epoch <= chosen.Epochs; epoch++)
            {
                control.Cancel.ThrowIfCancellationRequested();
                learnt += part.Run(row => !HeldOutRows.Has(row, control.Seed));
                var loss = part.Predict(row => HeldOutRows.Has(row, control.Seed));
                control.Progress?.Invoke(.5 * epoch / chosen.Epochs);
                if (loss >= best)
                {
                    break;
                }

                (best, epochs, curve) = (loss, epoch, part.Calibrate(row => HeldOutRows.Has(row, control.Seed)));
            }

            var all = new FtrlPass(data, chosen, crosses, examination);
            for (var epoch = 1; epoch <= epochs; epoch++)
            {
                control.Cancel.ThrowIfCancellationRequested();
                learnt += all.Run(static _ => true);
                control.Progress?.Invoke(.5 + (.5 * epoch / epochs));
            }

            return (all, curve);
        }
    }
}
