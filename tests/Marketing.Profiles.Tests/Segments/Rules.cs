using System.Globalization;
using Marketing.Learning;
using Marketing.Profiles.Endpoints;
using Marketing.Profiles.Features;
using Marketing.Profiles.Segments;
using Marketing.Profiles.Tests.Features;
using Marketing.Profiles.Upkeep;
using Marketing.Store;
using Marketing.TestKit;

namespace Marketing.Profiles.Tests.Segments;

/// <summary>What rules make of SQL, against a slow reading of the same rules customer by customer.</summary>
public sealed class Rules(TestDatabase database) : IClassFixture<TestDatabase>
{
    private const int Customers = 300;

    [Fact]
    public async Task count_whom_a_reading_one_by_one_counts()
    {
        var profiles = Enumerable.Range(0, Customers).Select(Customer).ToArray();
        await using var connection = await database.DataSource.OpenConnectionAsync();
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            await ProfileWriter.WriteAsync(connection, profiles, CancellationToken.None);
            await transaction.CommitAsync();
        }

        var sizes = new HashSet<long>();
        for (var i = 0; i < 200; i++)
        {
            var rule = Random((ulong)i, depth: 3);
            var check = new RuleCheck();
            check.Rule("rule", rule);
            check.Errors.Should().BeEmpty();
            var counted = await PreviewSegment.CountAsync(connection, new SegmentDefinition { Rule = rule }, CancellationToken.None);
            counted.Customers.Should().Be(Customers);
            counted
                .Members.Should()
                .Be(profiles.Count(p => Holds(rule, p)), "{0}", SegmentJson.Write(new SegmentDefinition { Rule = rule }));
            sizes.Add(counted.Members);
        }

        sizes.Should().HaveCountGreaterThan(30, "rules that always hold or never would prove nothing");
    }

    [Fact]
    public void that_say_nothing_or_too_much_are_refused()
    {
        (string Field, SegmentRule Rule)[] wrong =
        [
            ("rule", new SegmentRule()),
            ("rule", new SegmentRule { Feature = "orders", Event = EventType.View }),
            ("rule.feature", new SegmentRule { Feature = "shoeSize", AtLeast = 1 }),
            ("rule", new SegmentRule { Feature = "orders" }),
            ("rule", new SegmentRule { Feature = "language", AtLeast = 1 }),
            ("rule", new SegmentRule { Feature = "orders", In = ["many"] }),
            (
                "rule",
                new SegmentRule
                {
                    Feature = "orders",
                    AtLeast = 2,
                    AtMost = 1,
                }
            ),
            ("rule.atLeast", new SegmentRule { Feature = "orders", AtLeast = double.NaN }),
            ("rule.days", new SegmentRule { Event = EventType.View, AtLeast = 1 }),
            (
                "rule.days",
                new SegmentRule
                {
                    Event = EventType.View,
                    Days = 8,
                    AtLeast = 1,
                }
            ),
            ("rule.name", new SegmentRule { Affinity = AffinityKind.Brand, AtLeast = .1 }),
            ("rule.in", new SegmentRule { Feature = "language", In = ["a\0"] }),
            ("rule.all", new SegmentRule { All = [] }),
            ("rule.any[0]", new SegmentRule { Any = [null!] }),
            (
                "rule",
                new SegmentRule
                {
                    Not = new SegmentRule { Feature = "orders", AtLeast = 1 },
                    AtLeast = 1,
                }
            ),
        ];
        foreach (var (field, rule) in wrong)
        {
            var check = new RuleCheck();
            check.Rule("rule", rule);
            check.Errors.Keys.Should().Contain(field, "{0}", rule);
        }

        var deep = new SegmentRule { Feature = "orders", AtLeast = 1 };
        for (var level = 0; level < 8; level++)
        {
            deep = new SegmentRule { Not = deep };
        }

        var depth = new RuleCheck();
        depth.Rule("rule", deep);
        depth.IsWrong.Should().BeTrue("nine levels are too many");
    }

    private static bool Holds(SegmentRule rule, NewProfile p)
    {
        if (rule.All is not null || rule.Any is not null || rule.Not is not null)
        {
            return rule.Not is { } one ? !Holds(one, p)
                : rule.All is { } all ? all.All(part => Holds(part, p))
                : rule.Any!.Any(part => Holds(part, p));
        }

        bool Within(double? value) => value is { } v && !(v < rule.AtLeast) && !(v > rule.AtMost);
        if (rule.Event is { } type)
        {
            return Within(p.Features.Counts[EventCounts.Place(type, EventCounts.Windows.ToList().IndexOf(rule.Days!.Value))]);
        }

        if (rule.Affinity is not null)
        {
            return Within(p.Features.Likes.Categories.SingleOrDefault(c => c.Name == rule.Name)?.Share ?? 0);
        }

        var (number, text) = rule.Feature switch
        {
            "orders" => (p.Features.Bought.Orders, null),
            "recencyDays" => (p.Features.RecencyDays is { } days ? (float)days : (double?)null, null),
            "language" => ((double?)null, p.Features.Language),
            _ => throw new ArgumentOutOfRangeException(nameof(rule), rule.Feature, null),
        };
        return (rule.Known is not { } known || known == (number is not null || text is not null))
            && (rule.In is not { } words || words.Contains(text))
            && ((rule.AtLeast is null && rule.AtMost is null) || Within(number));
    }

    private static SegmentRule Random(ulong seed, int depth)
    {
        var stream = 0UL;
        double Draw() => SplitMix64.Uniform(seed, stream++);
        SegmentRule Make(int left)
        {
            var kind = (int)(Draw() * (left == 0 ? 6 : 9));
            return kind switch
            {
                0 => new SegmentRule { Feature = "orders", AtLeast = (int)(Draw() * 4) },
                1 => new SegmentRule { Feature = "recencyDays", AtMost = Math.Floor(Draw() * 60) },
                2 => new SegmentRule { Feature = "language", In = Draw() < .5 ? ["en"] : ["zh", "fr"] },
                3 => new SegmentRule { Feature = "recencyDays", Known = Draw() < .5 },
                4 => new SegmentRule
                {
                    Event = Draw() < .5 ? EventType.View : EventType.Purchase,
                    Days = EventCounts.Windows[(int)(Draw() * 4)],
                    AtLeast = (int)(Draw() * 3),
                    AtMost = Draw() < .5 ? 5 : null,
                },
                5 => new SegmentRule
                {
                    Affinity = AffinityKind.Category,
                    Name = Draw() < .5 ? "Home" : "Sports > Camping",
                    AtLeast = Draw() < .7 ? Math.Round(Draw(), 1) : null,
                    AtMost = .9,
                }
                    is var rule
                && rule.AtLeast > .9
                    ? rule with
                    {
                        AtLeast = .9,
                    }
                    : rule,
                6 => new SegmentRule { All = [Make(left - 1), Make(left - 1)] },
                7 => new SegmentRule { Any = [Make(left - 1), Make(left - 1), Make(left - 1)] },
                _ => new SegmentRule { Not = Make(left - 1) },
            };
        }

        return Make(depth);
    }

    internal static NewProfile Customer(int number)
    {
        double Draw(int what) => SplitMix64.Uniform((ulong)(7_000 + number), (ulong)what);
        var events = Enumerable
            .Range(0, (int)(Draw(0) * 8))
            .Select(i => new ProfileEvent(
                string.Create(CultureInfo.InvariantCulture, $"{i}"),
                Draw(10 + i) < .6 ? EventType.View : EventType.Purchase,
                Some.Now.AddDays(-Math.Floor(Draw(20 + i) * 100))
            )
            {
                ItemId = Draw(30 + i) < .5 ? "pan" : "tent",
            });
        var language =
            Draw(1) < .3 ? null
            : Draw(2) < .5 ? "en"
            : "zh";
        return new NewProfile(
            string.Create(CultureInfo.InvariantCulture, $"u{number:000}"),
            ProfileFeatures.Of(events, new CustomerFacts(language, null, null), Some.Shop, Some.Now),
            ProfileOutputs.None
        );
    }
}
