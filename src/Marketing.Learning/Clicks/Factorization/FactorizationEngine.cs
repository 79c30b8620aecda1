namespace Marketing.Learning.Clicks.Factorization;

/// <summary>
/// Another engine that fits field-aware factorization machines. Values, examination, calibration, serving and learning on line are those of <c>ffm</c>; only
/// the fit is the engine's.
/// </summary>
public sealed record FactorizationEngine
{
    /// <summary>Name of the setting that says how many passes the fit makes, at most.</summary>
    public const string Epochs = "Epochs";

    /// <summary>Name as in <c>evaluate clicks --algorithm</c>.</summary>
    public required string Algorithm { get; init; }

    /// <summary>Name of the engine.</summary>
    public required string Engine { get; init; }

    /// <summary>Settings of the fit, <see cref="Epochs"/> among them.</summary>
    public required IReadOnlyList<Setting> Settings { get; init; }

    /// <summary>Fits a machine. The same rows, settings and seed must give the same one.</summary>
    public required Func<
        FactorizationProblem,
        IReadOnlyDictionary<string, double>,
        TrainingControl,
        FactorizationMachine
    > Fit { get; init; }

    /// <summary>Throws <see cref="InvalidDataException"/> when a file that is read back is not that of a machine of this shape.</summary>
    public required Action<FactorizationFile> Verify { get; init; }
}

/// <summary>
/// A machine that an engine fitted: log odds = Σ linear + (1/fields) Σ ⟨v(value, field of the other), v(other, field of the value)⟩ over pairs of fields.
/// Values are numbered field after field: those of field 0 first, each field's from its id 0.
/// </summary>
/// <param name="Factors">Length of a vector, 1 to 64.</param>
/// <param name="Linear">Shape [values].</param>
/// <param name="Vectors">Shape [values × fields × factors], row-major.</param>
/// <param name="File">The engine's own file of it.</param>
public sealed record FactorizationMachine(int Factors, float[] Linear, float[] Vectors, byte[] File);

/// <summary>An engine's file, and the machine that it should hold.</summary>
/// <param name="File">The bytes.</param>
/// <param name="Fields">Number of fields.</param>
/// <param name="Values">Number of values of all fields.</param>
/// <param name="Factors">Length of a vector, rounded up to a multiple of 4.</param>
public sealed record FactorizationFile(byte[] File, int Fields, int Values, int Factors);
