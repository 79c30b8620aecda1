using System.Diagnostics;
using Marketing.Learning;
using Marketing.Learning.Planning;

namespace Marketing.Benchmarks.Quick;

/// <summary>Target: 100,000 customers × 20 ads × 3 channels × 24 hours within 60 s and 4 GiB on two cores.</summary>
internal static class PlanBench
{
    private const int Ads = 20;
    private const int Channels = 3;
    private const int Hours = 24;

    public static void Run()
    {
        foreach (var customers in (int[])[10_000, 100_000])
        {
            var problem = Simulated(customers);
            PlanSolution? plan = null;
            var seconds = 0.0;
            var cpu = Yardstick.CpuSeconds(() =>
                seconds = Yardstick.Seconds(() => plan = Planner.Solve(problem, new PlanControl(Threads: Environment.ProcessorCount)))
            );
            using var process = Process.GetCurrentProcess();
            Console.WriteLine(
                $"{customers:N0} customers: {seconds:0.0} s, {cpu:0.0} CPU s, peak {process.PeakWorkingSet64 >> 20:N0} MiB; value {plan?.Objective:0.0}, bound {plan?.Bound:0.0}, gap {plan?.Gap:P3}, {plan?.Assignments.Count:N0} messages"
            );
        }
    }

    private static PlanProblem Simulated(int customers)
    {
        double Draw(int purpose, long at) => SplitMix64.Uniform(7, ((ulong)purpose << 40) + (ulong)at);
        return new PlanProblem
        {
            Customers = customers,
            Hours = Hours,
            Ads = [.. Enumerable.Range(0, Ads).Select(ad => new PlanAd($"ad{ad}", ad / 2, ad == 3 ? customers / 200 : 0))],
            Budgets =
            [
                .. Enumerable.Range(0, Ads / 2).Select(budget => new PlanBudget($"budget{budget}", customers * .0015 * (1 + budget))),
            ],
            Channels =
            [
                new PlanChannel("email", .01, customers / 2),
                new PlanChannel("sms", .08, customers / 10),
                new PlanChannel("push", .005, customers / 3, customers / 30),
            ],
            Worth = [.. Enumerable.Range(0, customers * Ads).Select(at => Draw(1, at) < .3 ? 0 : (float)(20 * Math.Pow(Draw(2, at), 3)))],
            Response = [.. Enumerable.Range(0, customers * Channels * Hours).Select(at => Response(at, Draw))],
            Caps =
            [
                .. Enumerable
                    .Range(0, customers)
                    .Select(at =>
                        (byte)(
                            Draw(8, at) < .2 ? 0
                            : Draw(8, at) < .6 ? 1
                            : 2
                        )
                    ),
            ],
        };
    }

    // Consent for 7 channels of 10, quiet from 21 to 8, one favourite hour a customer.
    private static float Response(int at, Func<int, long, double> draw)
    {
        var (way, hour) = (at / Hours, at % Hours);
        var away = Math.Abs(hour - (24 * draw(5, way / Channels)));
        var distance = Math.Min(away, 24 - away);
        return hour is < 8 or >= 21 || draw(4, way) >= .7 ? 0 : (float)(.05 * (.3 + draw(6, way)) * Math.Exp(-.02 * distance * distance));
    }
}
