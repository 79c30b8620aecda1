using Marketing.Learning.Policies;
using Marketing.TestKit;

namespace Marketing.Learning.Tests.Policies;

public sealed class A_beta_bandit
{
    private const string Log = "ads-ctr-bandit/clicks.csv";

    [Fact]
    public void Draws_from_the_beta_distribution()
    {
        // After 3 clicks and 1 miss against nothing: P(Beta(4, 2) > Beta(1, 1)) = E[Beta(4, 2)] = 2/3. Standard error of 20,000 draws: .0033.
        var chosen = 0;
        for (var seed = 0UL; seed < 20_000; seed++)
        {
            var bandit = new BetaBandit(2, seed);
            bandit.Learn(0, clicked: true);
            bandit.Learn(0, clicked: true);
            bandit.Learn(0, clicked: true);
            bandit.Learn(0, clicked: false);
            chosen += bandit.Choose() == 0 ? 1 : 0;
        }

        (chosen / 20_000.0).Should().BeApproximately(2 / 3.0, .015);
    }

    [Fact]
    public void Finds_the_best_of_three()
    {
        bool[][] feedback =
        [
            .. Enumerable
                .Range(0, 3000)
                .Select(round =>
                    (bool[])
                        [.. ((double[])[.05, .3, .1]).Select((rate, arm) => SplitMix64.Uniform(4, ((ulong)round << 2) + (ulong)arm) < rate)]
                ),
        ];

        // The best alone gets about 900; the others together would get 225 in a third of the rounds each.
        BetaBandit.Play(feedback, 3, seed: 1).Should().BeGreaterThan(feedback.Count(round => round[1]) - 80);
        BetaBandit.Play(feedback, 3, seed: 1).Should().Be(BetaBandit.Play(feedback, 3, seed: 1));
    }

    [RealDataFact(Log)]
    public void Regrets_little_on_the_public_log()
    {
        bool[][] feedback =
        [
            .. File.ReadLines(SharedData.PathOf(Log) ?? "")
                .Skip(1)
                .Select(line => line.Split(',').Select(cell => cell.Trim() == "1").ToArray()),
        ];

        // The best single ad has 2,695 clicks; a choice at random gets 13,189 / 10 of them.
        var best = Enumerable.Range(0, 10).Max(arm => feedback.Count(round => round[arm]));
        best.Should().Be(2695);
        var regrets = Enumerable.Range(0, 10).Select(seed => best - BetaBandit.Play(feedback, 10, (ulong)seed)).ToList();
        regrets.Average().Should().BeInRange(0, 250, "a fifth of what a choice at random loses");
    }
}
