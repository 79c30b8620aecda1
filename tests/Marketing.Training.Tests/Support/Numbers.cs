using System.Buffers.Binary;
using Npgsql;

namespace Marketing.Training.Tests;

/// <summary>What the artificial model serves: many copies of one number, so that a mixture of two models would be seen.</summary>
internal sealed record Numbers(long[] Values)
{
    public const string Model = "numbers";
    public const int Count = 1000;

    public static void Write(Stream artefact, long number, int count = Count)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
        for (var i = 0; i < count; i++)
        {
            artefact.Write(bytes);
        }
    }

    public static Numbers Read(Stream artefact)
    {
        using var copy = new MemoryStream();
        artefact.CopyTo(copy);
        var bytes = copy.ToArray();
        if (bytes.Length == 0 || bytes.Length % 8 != 0)
        {
            throw new InvalidDataException($"{bytes.Length} bytes are not numbers.");
        }

        var values = new long[bytes.Length / 8];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(i * 8));
        }

        return new Numbers(values);
    }
}

internal sealed class NumbersLoader(NumbersModel model) : IModelLoader<Numbers>
{
    public string Name => Numbers.Model;

    public Numbers Load(Stream artefact) => Numbers.Read(artefact);

    /// <summary>A negative number must not serve.</summary>
    public void SmokeTest(Numbers numbers)
    {
        if (model.Objection is not null)
        {
            throw new InvalidDataException(model.Objection);
        }

        if (numbers.Values[0] < 0)
        {
            throw new InvalidDataException("a negative number answers nothing");
        }
    }
}

/// <summary>A model whose data and candidates a test sets.</summary>
internal sealed class NumbersModel : ITrainableModel
{
    public static readonly DateTimeOffset Watermark = new(2026, 1, 10, 0, 0, 0, TimeSpan.Zero);
    public static readonly DateTimeOffset SplitAt = new(2026, 1, 8, 0, 0, 0, TimeSpan.Zero);

    public string Name { get; init; } = Numbers.Model;

    public List<FakeCandidate> Candidates { get; } = [new("popular", 0.1) { IsBaseline = true, Number = 1 }];

    public Func<TrainingMaterial, TrainingMaterial> Change { get; set; } = material => material;

    /// <summary>What this replica has against an artefact; null for nothing.</summary>
    public string? Objection { get; init; }

    public async Task<TrainingMaterial> ReadAsync(NpgsqlConnection snapshot, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("SELECT count(*) FROM shop.events", snapshot);
        var events = await command.ExecuteScalarAsync(cancel);
        return Change(
            new TrainingMaterial
            {
                Data = new Dictionary<string, object> { ["events"] = events ?? 0 },
                Watermark = Watermark,
                SplitAt = SplitAt,
                Candidates = [.. Candidates],
                PrimaryMetric = "ndcg@10",
            }
        );
    }
}

/// <summary>A candidate that is as good as the test says.</summary>
internal sealed class FakeCandidate(string algorithm, double figure) : ICandidate
{
    public string Algorithm => algorithm;

    public string Engine => "built-in";

    public bool IsBaseline { get; init; }

    public string? NotApplicable { get; init; }

    public long EstimatedMemory { get; init; }

    /// <summary>What the trained model says.</summary>
    public long Number { get; set; }

    public int Size { get; init; } = Numbers.Count;

    public double[] PerUnit { get; init; } = [.. Enumerable.Repeat(figure, 50)];

    public Action<CancellationToken>? WhileEvaluating { get; set; }

    public Action<CancellationToken>? WhileRefitting { get; set; }

    /// <summary>The parameters that it was asked to use, in order; null: to tune.</summary>
    public List<IReadOnlyDictionary<string, double>?> Asked { get; } = [];

    public Evaluation Evaluate(IReadOnlyDictionary<string, double>? parameters, IProgress<double> progress, CancellationToken cancel)
    {
        Asked.Add(parameters);
        progress.Report(0.5);
        WhileEvaluating?.Invoke(cancel);
        cancel.ThrowIfCancellationRequested();
        return new Evaluation
        {
            Metrics = new Dictionary<string, double> { ["ndcg@10"] = PerUnit.Average() },
            PerUnit = PerUnit,
            Parameters = parameters ?? new Dictionary<string, double> { ["Seed"] = 1, ["Number"] = Number },
            Trials = [new Trial(new Dictionary<string, double> { ["Number"] = Number }, 0.5, 0.01)],
        };
    }

    public void Refit(Evaluation evaluated, Stream artefact, IProgress<double> progress, CancellationToken cancel)
    {
        WhileRefitting?.Invoke(cancel);
        cancel.ThrowIfCancellationRequested();
        Numbers.Write(artefact, Number, Size);
    }
}
