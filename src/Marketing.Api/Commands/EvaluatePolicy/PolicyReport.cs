using Marketing.Api.Commands.Evaluation;
using Marketing.Learning.Policies;

namespace Marketing.Api.Commands.EvaluatePolicy;

/// <summary>What <c>evaluate policy</c> prints and writes.</summary>
/// <param name="Policy">uniform, logged or model.</param>
/// <param name="Log">The log that was read.</param>
/// <param name="Estimate">The figures.</param>
/// <param name="Options">Seed, draws, limits.</param>
internal sealed record PolicyReport(string Policy, OffPolicyLog Log, OffPolicyEstimate Estimate, OffPolicyOptions Options)
{
    public void WriteTable(TextWriter writer)
    {
        var (e, limits) = (Estimate, Options.Limits);
        writer.WriteLine(
            Report.Text(
                $"Policy {Policy} on {e.Rows:N0} rows, {Log.Actions.Count:N0} actions, {e.Customers:N0} customers; {100 * Options.Confidence:0} % intervals from {Options.Draws:N0} bootstrap draws of customers, seed {Options.Seed}."
            )
        );
        writer.WriteLine();
        foreach (
            var (name, value) in (ReadOnlySpan<(string, IntervalEstimate)>)
                [("IPS", e.Ips), ("SNIPS", e.Snips), ("DM", e.Dm), ("DR", e.Dr), ("logged", e.Logged), ("DR − logged", e.Difference)]
        )
        {
            writer.WriteLine(
                Report.Text(
                    $"{name, -12} {value.Value, 12:0.00000000} ±{value.StandardError:0.00000000}  [{value.Low:0.00000000}, {value.High:0.00000000}]"
                )
            );
        }

        writer.WriteLine();
        writer.WriteLine(
            Report.Text(
                $"Effective sample size {e.EffectiveSampleSize:0.00} (limit {limits.EffectiveSampleSize:0}), largest weight {e.LargestWeight:0.0} (limit {100 * limits.LargestShare:0} % of all), mean weight {e.MeanWeight:0.0000} (limit 1 ± {limits.MeanWeightOff:0.00})."
            )
        );
        writer.WriteLine(e.Claim ? "Claim: the policy differs from what was logged." : "No claim is made:");
        foreach (var refusal in e.Refusals)
        {
            writer.WriteLine($"- {refusal}");
        }

        if (e.RowsNeeded is { } needed)
        {
            writer.WriteLine(
                Report.Text($"About {needed:N0} rows of such traffic would be needed, {(double)needed / e.Rows:0.0} times as many.")
            );
        }
    }

    public object Json()
    {
        var e = Estimate;
        return new
        {
            Policy,
            e.Rows,
            Actions = Log.Actions.Count,
            e.Customers,
            Options.Seed,
            Options.Draws,
            Options.Confidence,
            Ips = e.Ips.Value,
            Snips = e.Snips.Value,
            Dm = e.Dm.Value,
            Dr = e.Dr.Value,
            Logged = e.Logged.Value,
            Ess = e.EffectiveSampleSize,
            MaxWeight = e.LargestWeight,
            e.MeanWeight,
            e.Claim,
            e.Refusals,
            e.RowsNeeded,
            Options.Limits,
            Intervals = new
            {
                e.Ips,
                e.Snips,
                e.Dm,
                e.Dr,
                e.Logged,
                e.Difference,
            },
        };
    }
}
