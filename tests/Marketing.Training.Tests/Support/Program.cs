namespace Marketing.Training.Tests;

/// <summary>The test project started as a program: a process that trains until somebody kills it.</summary>
internal static class Program
{
    public static async Task<int> Main(string[] args)
    {
        if (args is not ["train-for-ever", var connectionString, var folder, var where])
        {
            await Console.Error.WriteLineAsync("train-for-ever CONNECTION FOLDER evaluating|refitting");
            return 2;
        }

        await using var replica = await new Replica(connectionString, folder: folder).StartAsync();
        Action<CancellationToken> stay = _ =>
        {
            Console.WriteLine("training");
            Thread.Sleep(TimeSpan.FromMinutes(2)); // the test kills it; this is for the case that it cannot
        };
        var candidate = replica.Model.Candidates[0];
        candidate.Number = 666;
        candidate.WhileEvaluating = where == "evaluating" ? stay : null;
        candidate.WhileRefitting = where == "refitting" ? stay : null;
        await replica.RetrainAsync(force: true);
        return 0;
    }
}
