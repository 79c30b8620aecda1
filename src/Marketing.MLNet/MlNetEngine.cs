namespace Marketing.MLNet;

/// <summary>
/// The engine <c>mlnet</c>: candidates over Microsoft.ML and Microsoft.ML.Recommender, beside the built-in ones and judged by the same gate. A
/// build without those packages has none of them.
/// </summary>
public static class MlNetEngine
{
    /// <summary>Name of the engine, in figures and versions.</summary>
    public const string Name = "mlnet";

    /// <summary>Whether this build has it.</summary>
    public static bool IsBuiltIn =>
#if MLNET
        true;
#else
        false;
#endif

    /// <summary>Its algorithms, whether this build has them or not.</summary>
    public static IReadOnlyList<string> Algorithms { get; } =
    [Name + "-matrix-factorization", Name + "-naive-bayes", Name + "-svm", Name + "-sdca", Name + "-ffm", Name + "-kmeans"];

    /// <summary>Engines of this build, for those who want to know what runs.</summary>
    public static IReadOnlyList<string> Engines => IsBuiltIn ? ["built-in", Name] : ["built-in"];

    /// <summary>Why an algorithm of this engine is not there, and how to get it; null when it is another engine's, or is there.</summary>
    /// <param name="algorithm">As in <c>--algorithm</c>.</param>
    public static string? WhyMissing(string algorithm)
    {
        ArgumentNullException.ThrowIfNull(algorithm);
        return !IsBuiltIn && Algorithms.Contains(algorithm)
            ? $"'{algorithm}' is an algorithm of ML.NET, and this build has no ML.NET: its packages, Microsoft.ML and Microsoft.ML.Recommender, could not be restored. "
                + "Where they can be, MLNet=true in the environment of ./marketing builds the engine in."
            : null;
    }

    /// <summary>Adds the engine's trainers and the readers of their models. Call it at the start of the process; a second call changes nothing.</summary>
    public static void Join()
    {
#if MLNET
        Engine.Joining.All();
#endif
    }
}
