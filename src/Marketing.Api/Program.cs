using Marketing.Api.Commands;

namespace Marketing.Api;

internal static class Program
{
    private static Task<int> Main(string[] args) => CommandLine.RunAsync(args);
}
