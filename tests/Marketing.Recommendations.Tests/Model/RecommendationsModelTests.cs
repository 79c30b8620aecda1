using Marketing.Learning.Recommenders;
using Marketing.Recommendations.Model;
using Marketing.Recommendations.Serving;
using Marketing.Store;
using Marketing.Training;

namespace Marketing.Recommendations.Tests.Model;

public sealed class The_recommendations_model
{
    private static readonly Progress<double> NoProgress = new();
    private readonly RecommendationsModel _model = new(
        new RecommendationsOptions { Threads = 2 },
        TimeSpan.FromSeconds(20),
        RecommenderTrainers.All
    );

    [Fact]
    public void finds_tastes_that_popularity_cannot_see()
    {
        var material = _model.Prepare(SmallShop.TwoTastes(120));
        var ndcg = Fast(material).ToDictionary(c => c.Algorithm, c => Evaluate(c).Metrics["ndcg@10"]);

        // Popular lists both tastes alike; who compares customers or items lists one of them.
        ndcg["item-cosine"].Should().BeGreaterThan(ndcg["popular"] * 1.3);
        ndcg["user-cosine"].Should().BeGreaterThan(ndcg["popular"] * 1.3);
    }

    [Fact]
    public void gives_the_same_evaluation_twice()
    {
        var first = Evaluate(Candidate(_model.Prepare(SmallShop.TwoTastes(60)), "item-cosine"));
        var second = Evaluate(Candidate(_model.Prepare(SmallShop.TwoTastes(60)), "item-cosine"));
        second.PerUnit.Should().Equal(first.PerUnit);
        second.Parameters.Should().BeEquivalentTo(first.Parameters);
        first.Trials.Should().HaveCountGreaterThan(1);
    }

    [Fact]
    public void tries_what_counts_say_fits_the_time_and_the_same_again()
    {
        // An hour of 40e9 operations a second holds three tries of three tenths of it, and not five; no clock ends so short a search.
        var counted = new CountedTrainer("item-cosine", TimeSpan.FromHours(.3).TotalSeconds * 40e9);
        var model = new RecommendationsModel(new RecommendationsOptions { Threads = 2 }, TimeSpan.FromHours(1), [counted]);
        var first = Evaluate(model.Prepare(SmallShop.TwoTastes(60)).Candidates[0]);
        var second = Evaluate(model.Prepare(SmallShop.TwoTastes(60)).Candidates[0]);
        first.Trials.Select(trial => trial.Parameters).Should().Equal(counted.Grid.Take(3));
        second.Trials.Select(trial => (trial.Parameters, trial.Score)).Should().Equal(first.Trials.Select(t => (t.Parameters, t.Score)));
    }

    [Fact]
    public void judges_all_candidates_on_the_same_users()
    {
        var material = _model.Prepare(SmallShop.TwoTastes(60));
        Fast(material).Select(c => Evaluate(c).PerUnit.Length).Distinct().Should().Equal(Convert.ToInt32(material.Data["judgedUsers"]));
    }

    [Fact]
    public void writes_an_artefact_that_serves_and_is_judged_like_its_candidate()
    {
        var table = SmallShop.TwoTastes(60);
        var material = _model.Prepare(table);
        var candidate = Candidate(material, "item-cosine");
        var artefact = Refit(candidate, Evaluate(candidate));

        var loader = new RecommendationsLoader();
        var served = loader.Load(artefact);
        loader.SmokeTest(served);
        served.Champion.Should().NotBeNull();
        served
            .HistoryOf("u0")
            .Select(row => served.ItemIds[row.Item])
            .Should()
            .Equal(table[Array.IndexOf(table.SubjectIds, "u0")].ToArray().Select(row => table.ItemIds[row.Item]));
        served.AcquiredBy("u0").Should().HaveCount(12);
        served.HistoryOf("nobody").Should().BeEmpty();
        served.Reference.Should().Be(table.Watermark!.Value.ToUnixTimeSeconds());

        artefact.Position = 0;
        var judged = material.EvaluateServing!(artefact, CancellationToken.None);
        judged!.PerUnit.Should().HaveCount(Convert.ToInt32(material.Data["judgedUsers"]));
        judged.Metrics["ndcg@10"].Should().BeGreaterThan(0);
    }

    [Fact]
    public void judges_an_old_artefact_by_ids_and_not_by_numbers()
    {
        // The same shop, but with an item that comes first and shifts every number by one.
        var old = _model.Prepare(SmallShop.TwoTastes(60));
        var candidate = Candidate(old, "popular");
        var artefact = Refit(candidate, Evaluate(candidate));
        var before = old.EvaluateServing!(artefact, CancellationToken.None);

        var events = Rows(SmallShop.TwoTastes(60)).Prepend(("session:first", "zero", EventType.View, -1.0));
        var today = _model.Prepare(SmallShop.Of([.. events]));
        artefact.Position = 0;
        var after = today.EvaluateServing!(artefact, CancellationToken.None);

        after!.PerUnit.Should().Equal(before!.PerUnit);
    }

    [Fact]
    public void does_not_judge_an_artefact_of_another_shop()
    {
        var other = _model.Prepare(
            SmallShop.Of([.. Rows(SmallShop.TwoTastes(60)).Select(e => (e.Subject, "other-" + e.Item, e.Type, e.Day))])
        );
        var candidate = Candidate(other, "popular");
        var artefact = Refit(candidate, Evaluate(candidate));
        _model.Prepare(SmallShop.TwoTastes(60)).EvaluateServing!(artefact, CancellationToken.None).Should().BeNull();
    }

    [Fact]
    public void says_how_much_is_missing_when_there_is_too_little()
    {
        var material = _model.Prepare(SmallShop.Of(("ann", "cup", EventType.View, 0), ("bob", "cup", EventType.View, 1)));
        material.NotTrainable.Should().Be("Recommendations need 100 interactions by 10 users: there are 2 by 2.");
        material.Candidates.Should().BeEmpty();
    }

    [Theory]
    [InlineData(.99, false)]
    [InlineData(1.01, true)]
    public void learns_nothing_from_one_day(double span, bool trains)
    {
        // The same purchases in the same order, from the first to the last within so many days.
        var rows = Rows(SmallShop.TwoTastes(60)).ToList();
        var (first, last) = (rows.Min(row => row.Day), rows.Max(row => row.Day));
        var material = _model.Prepare(
            SmallShop.Of([.. rows.Select(row => (row.Subject, row.Item, row.Type, (row.Day - first) / (last - first) * span))])
        );

        (material.NotTrainable is null).Should().Be(trains);
        if (!trains)
        {
            material
                .NotTrainable.Should()
                .Be("Recommendations need events over at least 24 hours: these span 23. What is popular is shown meanwhile.");
        }
    }

    [Fact]
    public void refuses_a_cut_or_a_foreign_artefact()
    {
        var candidate = Candidate(_model.Prepare(SmallShop.TwoTastes(40)), "popular");
        var bytes = Refit(candidate, Evaluate(candidate)).ToArray();
        for (var length = 0; length < bytes.Length; length += Math.Max(1, bytes.Length / 50))
        {
            var cut = new MemoryStream(bytes[..length]);
            ((Action)(() => new RecommendationsLoader().Load(cut)))
                .Should()
                .Throw<Exception>("of {0} bytes only {1} are there", bytes.Length, length)
                .Which.Should()
                .Match(e => e is IOException || e is InvalidDataException);
        }

        ((Action)(() => new RecommendationsLoader().Load(new MemoryStream(new byte[1000])))).Should().Throw<InvalidDataException>();
    }

    private static IEnumerable<ICandidate> Fast(TrainingMaterial material) =>
        material.Candidates.Where(c => c.Algorithm is "popular" or "item-cosine" or "user-cosine");

    private static ICandidate Candidate(TrainingMaterial material, string algorithm) =>
        material.Candidates.Single(c => c.Algorithm == algorithm);

    private static Evaluation Evaluate(ICandidate candidate) => candidate.Evaluate(null, NoProgress, CancellationToken.None);

    private static MemoryStream Refit(ICandidate candidate, Evaluation evaluation)
    {
        var artefact = new MemoryStream();
        candidate.Refit(evaluation, artefact, NoProgress, CancellationToken.None);
        artefact.Position = 0;
        return artefact;
    }

    private static IEnumerable<(string Subject, string Item, EventType Type, double Day)> Rows(
        Marketing.Recommendations.Interactions.SubjectInteractions table
    ) =>
        Enumerable
            .Range(0, table.SubjectIds.Length)
            .SelectMany(s =>
                table[s]
                    .ToArray()
                    .Select(row =>
                        (table.SubjectIds[s], table.ItemIds[row.Item], row.Type, (row.Time - SmallShop.Start) / (double)SmallShop.Day)
                    )
            );
}
