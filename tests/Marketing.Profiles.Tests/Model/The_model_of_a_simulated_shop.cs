using Marketing.DemoShop;
using Marketing.Learning.Customers.Segments;
using Marketing.Profiles.Features;
using Marketing.Profiles.Model;
using Marketing.Profiles.Tests.Features;
using Marketing.Profiles.Upkeep;
using Marketing.Store;
using Marketing.Training;

namespace Marketing.Profiles.Tests.Model;

public sealed class The_model_of_a_simulated_shop(The_model_of_a_simulated_shop.Trained trained)
    : IClassFixture<The_model_of_a_simulated_shop.Trained>
{
    [Fact]
    public void foresees_better_than_the_base_rate()
    {
        trained.Material.NotTrainable.Should().BeNull();
        trained.Product.PerUnit.Should().HaveSameCount(trained.Base.PerUnit);
        trained.Product.PerUnit.Average().Should().BeGreaterThan(trained.Base.PerUnit.Average() + .02);
        trained.Product.Metrics["nextPurchase30.logLikelihood"].Should().BeApproximately(trained.Product.PerUnit.Average(), 1e-9);
        trained.Product.Metrics["nextPurchase30.auc"].Should().BeGreaterThan(.65);
        trained.Product.Metrics["churn.auc"].Should().BeGreaterThan(.65, "some customers leave for good");
        trained.Product.Metrics["score.spearman"].Should().BeGreaterThan(.2);
        trained.Product.Metrics["lifetimeValue.spearman"].Should().BeGreaterThan(.2);
    }

    [Fact]
    public void expects_about_as_much_as_happens()
    {
        foreach (var name in (string[])["nextPurchase7", "nextPurchase30", "churn", "lifetimeValue", "bestHour", "bestChannel"])
        {
            trained.Product.Metrics[$"{name}.expectedOverObserved"].Should().BeInRange(.7, 1.4, name);
        }
    }

    [Fact]
    public void has_an_engines_file_of_its_clusters_verified_by_the_engine_that_found_them()
    {
        var clusters = trained.Content.Clusters!;
        ServedProfiles WithFile(string algorithm) =>
            new(trained.Content with { Algorithm = algorithm, Clusters = clusters with { Found = clusters.Found with { File = [1] } } });
        var loader = new ProfilesLoader();
        // Clusters that are built in have no file; one of an engine that is not here cannot be looked at.
        FluentActions.Invoking(() => loader.SmokeTest(WithFile("k-means"))).Should().Throw<InvalidDataException>();
        FluentActions.Invoking(() => loader.SmokeTest(WithFile("of-another-engine"))).Should().NotThrow();
        loader.SmokeTest(new ServedProfiles(trained.Content));
    }

    [Fact]
    public void finds_clusters_that_differ_and_names_them_by_it()
    {
        var clusters = trained.Content.Clusters!;
        clusters.Found.Sizes.Length.Should().BeGreaterThan(1);
        clusters.Found.Silhouette.Should().BeGreaterThan(.1);
        var names = Enumerable.Range(1, clusters.Found.Sizes.Length).Select(clusters.NameOf).ToArray();
        names.Should().OnlyHaveUniqueItems();
        var (trait, value) = clusters.TraitsOf(1)[0];
        Math.Abs(value).Should().Be(clusters.TraitsOf(1).Max(t => Math.Abs(t.Value)));
        CustomerClusters.Names.Should().Contain(trait);
    }

    [Fact]
    public void comes_back_from_its_artefact_as_it_was()
    {
        foreach (var customer in trained.Sample.Take(200))
        {
            var (recency, orders, spend) = customer.Bought;
            trained
                .Content.Of("1", customer.Now, recency, orders, spend)
                .Should()
                .Be(trained.Reread.Of("1", customer.Now, recency, orders, spend));
        }

        using var cut = new MemoryStream(trained.Artefact[..^20]);
        FluentActions.Invoking(() => ProfileModelFile.Read(cut)).Should().Throw<InvalidDataException>();
        using var other = new MemoryStream("{\"model\":\"clicks\",\"format\":1,\"content\":null}"u8.ToArray());
        FluentActions.Invoking(() => ProfileModelFile.Read(other)).Should().Throw<InvalidDataException>();
    }

    [Fact]
    public void says_the_same_of_stored_inputs_as_of_events()
    {
        foreach (var customer in trained.Sample.Take(200))
        {
            var stored = ProfileModelContent.Chance(trained.Content.NextPurchase30, customer.Now);
            stored.Should().BeApproximately(trained.Content.NextPurchase30!.Predict(customer.Activities, trained.End), 1e-9);
        }
    }

    [Fact]
    public void gives_score_terms_that_sum_to_it()
    {
        var score = trained.Content.Score!;
        var inputs = ModelInputs.Features(trained.Sample[7].Now);
        var sum = score.Intercept;
        for (var i = 0; i < inputs.Length; i++)
        {
            sum += score.Term(i, inputs[i]);
        }

        score.Predict(inputs).Should().BeApproximately(sum, 1e-9);
        score.Weights.Should().HaveCount(ModelInputs.Names.Count);
    }

    [Fact]
    public void learns_whom_a_campaign_moves_from_its_control_group()
    {
        // Only who has many orders is moved, from .1 to .5: an effect of .2 on the average.
        trained.Product.Metrics["uplift:spring.effect"].Should().BeApproximately(.2, .08);
        trained.Product.Metrics["uplift:spring.qiniLow"].Should().BeGreaterThan(0);
        trained.Product.Metrics.Keys.Should().NotContain(key => key.StartsWith("uplift:small", StringComparison.Ordinal));
        var model = trained.Content.Uplift["spring"];
        model.Predict(Orders(3)).Should().BeGreaterThan(model.Predict(Orders(0)) + .2);
        model.Predict(Orders(3)).Should().Be(trained.Reread.Uplift["spring"].Predict(Orders(3)));
    }

    private static double[] Orders(double orders)
    {
        var features = new double[ModelInputs.Names.Count];
        features[ModelInputs.Names.ToList().IndexOf("orders")] = orders;
        return features;
    }

    private static CampaignTrials Trials()
    {
        var trials = new CampaignTrials(ShopFacts.Of(CatalogueSnapshot.Of([]), 90), Some.Now);
        for (var customer = 0UL; customer < 2_000; customer++)
        {
            var (treated, many) = (Learning.SplitMix64.Uniform(11, customer) < .5, customer % 2 == 0);
            var bought = Learning.SplitMix64.Uniform(12, customer) < (treated && many ? .5 : .1);
            trials.Add("spring", Orders(many ? 3 : 0), treated, bought);
            if (customer < 100)
            {
                trials.Add("small", Orders(1), treated, bought);
            }
        }

        return trials;
    }

    [Fact]
    public void is_not_trained_from_too_little()
    {
        var few = trained.Model.Prepare([.. trained.Sample.Take(100)], null, trained.EndTime, 100, 1000);
        few.NotTrainable.Should().Contain("200 customers");
        few.ServesUntrained.Should().BeTrue();
        trained.Model.Prepare([], null, null, 0, 0).NotTrainable.Should().NotBeNull();
    }

    /// <summary>Trained once for all tests.</summary>
    public sealed class Trained
    {
        public Trained()
        {
            var shop = new SimulatedShop(new DateOnly(2026, 6, 30), new DemoShopOptions { Customers = 1_200, Products = 200 });
            EndTime = new DateTimeOffset(2026, 6, 30, 23, 59, 59, TimeSpan.Zero);
            End = ModelInputs.DayOf(EndTime);
            var catalogue = CatalogueSnapshot.Of([]);
            var sample = new CustomerSample(ShopFacts.Of(catalogue, 90), EndTime, most: 5_000);
            foreach (var customer in shop.Events().Where(e => e.UserId is not null).GroupBy(e => e.UserId))
            {
                sample.Add(new CustomerHistory(customer.Key!, [.. customer.Select(Event)]));
            }

            Sample = sample.Customers;
            Model = new ProfilesModel(null!, null!, new ProfilesOptions(), ClusterTrainers.All);
            Material = Model.Prepare(Sample, Trials(), EndTime, Sample.Count, 1);
            var progress = new Progress<double>();
            Base = Material.Candidates.Single(c => c.IsBaseline).Evaluate(null, progress, CancellationToken.None);
            var candidate = Material.Candidates.Single(c => c.Algorithm == "k-means");
            Product = candidate.Evaluate(null, progress, CancellationToken.None);
            using var artefact = new MemoryStream();
            candidate.Refit(Product, artefact, progress, CancellationToken.None);
            Artefact = artefact.ToArray();
            Content = ProfileModelFile.Read(new MemoryStream(Artefact));
            using var again = new MemoryStream();
            ProfileModelFile.Write(Content, again);
            Reread = ProfileModelFile.Read(new MemoryStream(again.ToArray()));
        }

        internal ProfilesModel Model { get; }

        internal TrainingMaterial Material { get; }

        internal Evaluation Base { get; }

        internal Evaluation Product { get; }

        internal IReadOnlyList<SampledCustomer> Sample { get; }

        internal ProfileModelContent Content { get; }

        internal ProfileModelContent Reread { get; }

        internal byte[] Artefact { get; }

        internal DateTimeOffset EndTime { get; }

        internal double End { get; }

        private static ProfileEvent Event(DemoEvent e) =>
            new(e.Id, Enum.Parse<EventType>(e.Type.ToString()), e.OccurredAt)
            {
                ItemId = e.ItemId,
                Value = e.Value,
                Quantity = e.Quantity,
                Price = e.Price,
                OrderId = e.OrderId,
                Channel = e.Channel,
            };
    }
}
