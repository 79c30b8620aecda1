using Marketing.Store.Tests.Embedded;

namespace Marketing.Store.Tests;

internal static class Program
{
    /// <summary>
    /// What tests start as another process. <see cref="Imports.ImportProcess"/>: an import. <see cref="OtherProcess"/>: uses the embedded server of a folder until its input ends, and says how it came to it.
    /// </summary>
    private static async Task<int> Main(string[] arguments)
    {
        if (arguments is ["import", var connectionString, var kind, var file])
        {
            return await Imports.ImportProcess.RunAsync(connectionString, kind, file);
        }

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
