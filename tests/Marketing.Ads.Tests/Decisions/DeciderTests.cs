using System.Globalization;
using Marketing.Ads.Decisions;
using Marketing.Ads.Prediction;

namespace Marketing.Ads.Tests.Decisions;

public sealed class A_decision
{
    [Fact]
    public void Is_that_of_the_plain_form()
    {
        HashSet<string> met = new(StringComparer.Ordinal);
        var chosen = 0;
        for (ulong seed = 1; seed <= 40; seed++)
        {
            var world = new RandomWorld(seed);
            var (asker, ledger) = (world.Asker((int)seed % 4), world.Ledger());
            var id = string.Create(CultureInfo.InvariantCulture, $"d{seed}");
            var plain = new PlainDecider(world.World, world.Predictor, world.Refill(seed)).Decide(
                id,
                asker,
                world.Wanted,
                new Ledger(ledger)
            );

            var priors = new PriorTable(world.Predictor, world.World.Catalogue);
            var fast = new Decider(world.World, world.Predictor, priors, world.Refill(seed)).Decide(
                id,
                asker,
                world.Wanted,
                new Ledger(ledger)
            );

            fast.Choices.Select(one => (one.Ad.Id, one.Place.Id, one.Position, one.Reserved))
                .Should()
                .Equal(plain.Choices.Select(one => (one.Ad, one.Place, one.Position, one.Reserved)), "of seed {0}", seed);
            foreach (var (one, other) in fast.Choices.Zip(plain.Choices))
            {
                one.Propensity.Should().BeApproximately(other.Propensity, 1e-9);
                one.Score.Ecpm.Should().BeApproximately(other.Ecpm, 1e-9);
            }

            fast.Eligible.Should().BeEquivalentTo(plain.Eligible, "of seed {0}", seed);
            fast.Campaigns.Should().Equal(plain.Campaigns, "of seed {0}", seed);
            fast.Controls.Should().Equal(plain.Controls, "of seed {0}", seed);
            fast.Answer.Rejected.ToDictionary(one => one.AdId, one => one.Reason)
                .Should()
                .BeEquivalentTo(plain.Rejected, "of seed {0}", seed);
            met.UnionWith(fast.Answer.Rejected.Select(one => one.Reason));
            chosen += fast.Choices.Count;
        }

        chosen.Should().BeGreaterThan(200, "or little was compared");
        met.Should()
            .Contain([
                Reasons.Paused,
                Reasons.NotStarted,
                Reasons.Ended,
                Reasons.Stock,
                Reasons.BrandSafety,
                Reasons.Segment,
                Reasons.Control,
                Reasons.FrequencyCap,
                Reasons.Budget,
                Reasons.Pacing,
                Reasons.Floor,
            ]);
    }
}
