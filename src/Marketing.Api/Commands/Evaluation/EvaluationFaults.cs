namespace Marketing.Api.Commands.Evaluation;

/// <summary>The command line asks for something that does not exist or contradicts itself: exit code 2.</summary>
internal sealed class WrongArgumentsException(string message) : Exception(message);

/// <summary>A file is not what it should be: exit code 1, one sentence that names file and line.</summary>
internal sealed class UnusableFileException(string message) : Exception(message);

/// <summary>What an evaluation says of what went wrong.</summary>
internal static class EvaluationFaults
{
    /// <summary>The exit code of <paramref name="work"/>; complaints go to the error stream, for the standard output is the table's.</summary>
    public static async Task<int> ToExitCodeAsync(Func<Task> work)
    {
        try
        {
            await work();
            return 0;
        }
        catch (WrongArgumentsException wrong)
        {
            await Console.Error.WriteLineAsync(wrong.Message);
            return 2;
        }
        catch (UnusableFileException unusable)
        {
            await Console.Error.WriteLineAsync(unusable.Message);
            return 1;
        }
    }
}
