using Marketing.Learning;
using Marketing.Learning.Recommenders;
using Marketing.MLNet.Engine.Recommenders;

namespace Marketing.MLNet.Tests.Engine;

/// <summary>Two groups of users and two of items: the users of a group had most of its items, never one of the others'.</summary>
public sealed class Matrix_factorization_of_ML_NET
{
    private const int Users = 60;
    private const int Items = 40;
    private static readonly MatrixFactorizationCandidate Candidate = new();

    [Fact]
    public void Finds_the_items_of_the_users_group()
    {
        var model = Candidate.Train(Groups(), Settings(), Control());
        for (var user = 0; user < Users; user++)
        {
            var (scores, history) = (Scores(model, Groups()[user]), Groups()[user].Items.ToArray());
            var unseen = Enumerable.Range(0, Items).Except(history).ToList();
            unseen.OrderByDescending(item => scores[item]).First().Should().Match(item => item % 2 == user % 2);
        }
    }

    /// <summary>Keys count from 0 in the objects and from 1 in the data view: off by one, the last item would silently be missing.</summary>
    [Fact]
    public void Learns_of_the_first_and_of_the_last_item()
    {
        var scores = Scores(Candidate.Train(Groups(), Settings(), Control()), Groups()[1]);
        scores[Items - 1].Should().BeGreaterThan(scores[0] + .1f, "user 1 is of the odd group, to which the last item belongs");
    }

    [Fact]
    public void Gives_the_same_model_for_the_same_data() =>
        Scores(Candidate.Train(Groups(), Settings(), Control()), Groups()[3])
            .Should()
            .Equal(Scores(Candidate.Train(Groups(), Settings(), Control()), Groups()[3]));

    [Fact]
    public void Refuses_ratings_that_are_all_the_same()
    {
        var same = new Histories(2, [0, 1, 2], [0, 1], [3, 3], [1, 2]);
        FluentActions.Invoking(() => Candidate.Train(same, Settings(("Loss", 2)), Control())).Should().Throw<ArgumentException>();
        Scores(Candidate.Train(same, Settings(("Loss", 0)), Control()), same[0]).Should().OnlyContain(score => float.IsFinite(score));
    }

    [Fact]
    public void Predicts_ratings_and_never_answers_with_something_that_is_no_number()
    {
        // Item 2 is known and has no rating: ML.NET's own score of it is not a number.
        var ratings = new Histories(3, [0, 2, 4, 6], [0, 1, 0, 1, 0, 1], [5, 1, 5, 1, 4, 2], [1, 2, 3, 4, 5, 6]);
        var scores = Scores(Candidate.Train(ratings, Settings(("Epochs", 200)), Control()), ratings[0]);
        scores.Should().OnlyContain(score => float.IsFinite(score));
        scores[0].Should().BeGreaterThan(scores[1] + 1);
        scores[2].Should().Be(0);
    }

    [Fact]
    public void Keeps_more_than_a_million_keys()
    {
        const int Many = 1_000_110;
        const int Each = Many / 30;
        int[] items = [.. Enumerable.Range(0, Many)];
        long[] starts = [.. Enumerable.Range(0, 31).Select(user => (long)user * Each)];
        var data = new Histories(Many, starts, items, [.. items.Select(_ => 1f)], [.. items.Select(item => (long)item)]);
        var model = Candidate.Train(data, Settings(("Factors", 1), ("Epochs", 2)), Control());
        var scores = new float[Many];
        model.Score(data[29], scores);
        scores[Many - 1].Should().NotBe(0, "the keys beyond a million are not missing");
    }

    [Fact]
    public void Scores_alike_from_many_threads()
    {
        var model = Candidate.Train(Groups(), Settings(), Control());
        var expected = Enumerable.Range(0, Users).Select(user => Scores(model, Groups()[user])).ToArray();
        Parallel.For(
            0,
            8,
            thread =>
            {
                for (var user = thread; user < Users; user++)
                {
                    Scores(model, Groups()[user]).Should().Equal(expected[user]);
                }
            }
        );
    }

    [Fact]
    public void Reads_back_what_it_wrote_and_refuses_the_file_of_another_model()
    {
        var model = Candidate.Train(Groups(), Settings(), Control());
        var bytes = Bytes(model);
        MlNetEngine.Join();
        using var stream = new MemoryStream(bytes);
        var again = RecommenderFile.Read(new BinaryReader(stream));
        again.Algorithm.Should().Be("mlnet-matrix-factorization");
        Scores(again, Groups()[0]).Should().Equal(Scores(model, Groups()[0]));

        // A byte in the middle of ML.NET's zip.
        bytes[200] ^= 0xFF;
        FluentActions
            .Invoking(() => RecommenderFile.Read(new BinaryReader(new MemoryStream(bytes))))
            .Should()
            .Throw<InvalidDataException>();
    }

    [Fact]
    public void Tunes_itself_over_settings_that_all_train()
    {
        foreach (var settings in Candidate.Grid)
        {
            Scores(Candidate.Train(Groups(), settings, Control()), Groups()[0]).Should().OnlyContain(score => float.IsFinite(score));
        }
    }

    private static byte[] Bytes(IRecommender model)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        RecommenderFile.Write(model, writer);
        return stream.ToArray();
    }

    private static Histories Groups()
    {
        var (starts, items) = (new List<long> { 0 }, new List<int>());
        for (var user = 0; user < Users; user++)
        {
            // Every item of the user's group but a fifth of them, another fifth for each user.
            items.AddRange(Enumerable.Range(0, Items).Where(item => item % 2 == user % 2 && ((item / 2) + user) % 5 != 0));
            starts.Add(items.Count);
        }

        return new Histories(Items, [.. starts], [.. items], [.. items.Select(_ => 1f)], [.. items.Select((_, at) => (long)at)]);
    }

    private static float[] Scores(IRecommender model, History history)
    {
        var scores = new float[model.ItemCount];
        model.Score(history, scores);
        return scores;
    }

    private static Dictionary<string, double> Settings(params (string Name, double Value)[] given)
    {
        var settings = new Dictionary<string, double>
        {
            ["Factors"] = 8,
            ["Epochs"] = 30,
            ["UnobservedWeight"] = .05,
            ["Regularization"] = .01,
        };
        foreach (var (name, value) in given)
        {
            settings[name] = value;
        }

        return settings;
    }

    private static TrainingControl Control() => new(1, 2, null, CancellationToken.None);
}
