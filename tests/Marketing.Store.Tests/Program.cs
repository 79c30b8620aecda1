using Marketing.Store.Tests.Embedded;

namespace Marketing.Store.Tests;

internal static class Program
{
    /// <summary>What <see cref="OtherProcess"/> starts: uses the embedded server of a folder until its input ends, and says how it came to it.</summary>
    private static async Task<int> Main(string[] arguments)
    {
        try
        {
            await using var server = await EmbeddedPostgres.JoinOrStartAsync(
                arguments[0],
                EmbeddedPostgresOptions.ForTests,
                CancellationToken.None
            );
            Console.WriteLine(server.StartedHere ? "started" : "joined");
            await Console.In.ReadToEndAsync();
            return 0;
        }
        catch (EmbeddedPostgresException error)
        {
            Console.WriteLine(error.Message);
            return 1;
        }
    }
}
