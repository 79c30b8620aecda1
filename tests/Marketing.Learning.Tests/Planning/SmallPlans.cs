using Marketing.Learning.Planning;

namespace Marketing.Learning.Tests.Planning;

/// <summary>Planning problems drawn at random, and what they are checked with.</summary>
internal static class SmallPlans
{
    public static PlanProblem Drawn(
        int customers,
        int ads,
        int channels,
        int hours,
        ulong seed,
        bool channelCaps = false,
        bool hourCaps = false
    )
    {
        double Draw(int purpose, int at) => SplitMix64.Uniform(seed, ((ulong)purpose << 32) + (ulong)at);
        return new PlanProblem
        {
            Customers = customers,
            Ads = [.. Enumerable.Range(0, ads).Select(ad => new PlanAd($"ad{ad}", ad % 2))],
            Budgets = [new PlanBudget("one", .06 * customers), new PlanBudget("two", .1 * customers)],
            Channels =
            [
                .. Enumerable
                    .Range(0, channels)
                    .Select(channel => new PlanChannel(
                        $"channel{channel}",
                        .1 + (.15 * channel),
                        (long)(.4 * customers),
                        hourCaps && channel == 0 ? Math.Max(1, customers / 12) : null
                    )),
            ],
            Hours = hours,
            Worth = [.. Enumerable.Range(0, customers * ads).Select(at => Draw(1, at) < .15 ? 0 : (float)(10 * Draw(2, at)))],
            Response =
            [
                .. Enumerable.Range(0, customers * channels * hours).Select(at => Draw(3, at) < .3 ? 0 : (float)(.2 * Draw(4, at))),
            ],
            Caps =
            [
                .. Enumerable
                    .Range(0, customers)
                    .Select(at =>
                        (byte)(
                            Draw(5, at) < .1 ? 0
                            : Draw(5, at) < .7 ? 1
                            : 2
                        )
                    ),
            ],
            ChannelCaps = channelCaps ? [.. Enumerable.Range(0, customers * channels).Select(at => (byte)(Draw(6, at) < .4 ? 0 : 1))] : [],
        };
    }

    /// <summary>Counts everything anew from the assignments.</summary>
    public static void ShouldKeepEveryLimit(PlanProblem problem, PlanSolution plan)
    {
        plan.Assignments.Should()
            .OnlyContain(one =>
                problem.ValueOf(one.Customer, one.Ad, one.Channel, one.Hour) > 0
                && problem.Response[(((one.Customer * problem.Channels.Count) + one.Channel) * problem.Hours) + one.Hour] > 0
            );
        plan.Assignments.Select(one => (one.Customer, one.Ad)).Should().OnlyHaveUniqueItems();
        plan.Assignments.GroupBy(one => one.Customer).Should().OnlyContain(group => group.Count() <= problem.Caps[group.Key]);
        for (var channel = 0; channel < problem.Channels.Count; channel++)
        {
            var own = plan.Assignments.Where(one => one.Channel == channel).ToList();
            own.Count.Should().BeLessThanOrEqualTo((int)problem.Channels[channel].Capacity);
            own.GroupBy(one => one.Hour)
                .Should()
                .OnlyContain(group => group.Count() <= (problem.Channels[channel].HourCapacity ?? long.MaxValue));
            if (problem.ChannelCaps.Length > 0)
            {
                own.GroupBy(one => one.Customer)
                    .Should()
                    .OnlyContain(group => group.Count() <= problem.ChannelCaps[(group.Key * problem.Channels.Count) + channel]);
            }
        }

        for (var budget = 0; budget < problem.Budgets.Count; budget++)
        {
            var spent = plan.Assignments.Where(one => problem.Ads[one.Ad].Budget == budget).Sum(one => problem.Channels[one.Channel].Cost);
            spent.Should().BeLessThanOrEqualTo(problem.Budgets[budget].Amount + 1e-9);
        }
    }

    /// <summary>The linear program of the problem, solved exactly: no plan is worth more.</summary>
    public static double LinearProgram(PlanProblem problem)
    {
        var options = (
            from customer in Enumerable.Range(0, problem.Customers)
            from ad in Enumerable.Range(0, problem.Ads.Count)
            from channel in Enumerable.Range(0, problem.Channels.Count)
            from hour in Enumerable.Range(0, problem.Hours)
            where problem.Worth[(customer * problem.Ads.Count) + ad] > 0 && problem.ValueOf(customer, ad, channel, hour) > 0
            select (customer, ad, channel, hour)
        ).ToList();
        var rows = new List<(Func<(int customer, int ad, int channel, int hour), double> Uses, double Limit)>();
        for (var c = 0; c < problem.Customers; c++)
        {
            var customer = c;
            rows.Add((o => o.customer == customer ? 1 : 0, problem.Caps[customer]));
            for (var a = 0; a < problem.Ads.Count && problem.Caps[customer] > 1; a++)
            {
                var ad = a;
                rows.Add((o => o.customer == customer && o.ad == ad ? 1 : 0, 1));
            }

            for (var h = 0; h < problem.Channels.Count && problem.ChannelCaps.Length > 0; h++)
            {
                var channel = h;
                rows.Add(
                    (
                        o => o.customer == customer && o.channel == channel ? 1 : 0,
                        problem.ChannelCaps[(customer * problem.Channels.Count) + channel]
                    )
                );
            }
        }

        for (var b = 0; b < problem.Budgets.Count; b++)
        {
            var budget = b;
            rows.Add((o => problem.Ads[o.ad].Budget == budget ? problem.Channels[o.channel].Cost : 0, problem.Budgets[budget].Amount));
        }

        for (var h = 0; h < problem.Channels.Count; h++)
        {
            var channel = h;
            rows.Add((o => o.channel == channel ? 1 : 0, problem.Channels[channel].Capacity));
            for (var t = 0; t < problem.Hours && problem.Channels[channel].HourCapacity is not null; t++)
            {
                var hour = t;
                rows.Add((o => o.channel == channel && o.hour == hour ? 1 : 0, problem.Channels[channel].HourCapacity ?? 0));
            }
        }

        return Simplex.Maximum(
            [.. options.Select(o => problem.ValueOf(o.customer, o.ad, o.channel, o.hour))],
            [.. rows.Select(row => options.Select(row.Uses).ToArray())],
            [.. rows.Select(row => row.Limit)]
        );
    }
}

/// <summary>max c·x, A·x ≤ b, x ≥ 0 with b ≥ 0, on a full tableau (Dantzig's rule, Bland's after many steps so that it ends).</summary>
internal static class Simplex
{
    public static double Maximum(double[] c, double[][] a, double[] b)
    {
        var (rows, columns) = (a.Length, c.Length + a.Length);
        var tableau = Enumerable
            .Range(0, rows)
            .Select(row =>
            {
                var line = new double[columns + 1];
                a[row].CopyTo(line, 0);
                (line[c.Length + row], line[columns]) = (1, b[row]);
                return line;
            })
            .ToArray();
        var objective = new double[columns + 1];
        c.CopyTo(objective, 0);
        for (var step = 0; ; step++)
        {
            var entering = -1;
            for (var column = 0; column < columns; column++)
            {
                if (objective[column] > 1e-9 && (entering < 0 || (step < 5000 && objective[column] > objective[entering])))
                {
                    entering = column;
                }
            }

            if (entering < 0)
            {
                return -objective[columns];
            }

            var (leaving, ratio) = (-1, double.PositiveInfinity);
            for (var row = 0; row < rows; row++)
            {
                if (tableau[row][entering] > 1e-9 && tableau[row][columns] / tableau[row][entering] < ratio - 1e-12)
                {
                    (leaving, ratio) = (row, tableau[row][columns] / tableau[row][entering]);
                }
            }

            var pivot = tableau[leaving];
            var by = pivot[entering];
            for (var column = 0; column <= columns; column++)
            {
                pivot[column] /= by;
            }

            foreach (var line in tableau.Append(objective).Where(line => line != pivot && line[entering] != 0))
            {
                var factor = line[entering];
                for (var column = 0; column <= columns; column++)
                {
                    line[column] -= factor * pivot[column];
                }
            }
        }
    }
}
