using Marketing.Api.Commands;
using Marketing.MLNet;

namespace Marketing.Api;

internal static class Program
{
    private static Task<int> Main(string[] args)
    {
        MlNetEngine.Join();
        return CommandLine.RunAsync(args);
    }
}
