using Marketing.Learning.Policies;

namespace Marketing.Ads.Simulation;

/// <summary>Does the interval of the doubly robust estimate, made from one simulated log, have the truth in it?</summary>
internal static class Coverage
{
    /// <param name="seed">Of shop, visitors and draws.</param>
    /// <param name="rows">Decisions of the log, by a policy that has learnt from as many before.</param>
    public static bool Covers(ulong seed, int rows)
    {
        var options = new AdsOptions
        {
            Holdout = 0,
            Exploration = .3,
            Seed = (long)seed,
        };
        var days = new SimulatedDays(seed, options);
        days.Run(rows);
        var log = days.Log();
        var judge = DirectModel.CrossFit(log, 5, seed, CancellationToken.None);
        var estimate = OffPolicyEstimator.Estimate(log, TargetPolicies.Uniform, judge, new OffPolicyOptions { Seed = seed, Draws = 400 });
        var truth = days.TruthOfUniform();
        return estimate.Dr.Low <= truth && truth <= estimate.Dr.High;
    }
}
