namespace Marketing.Api;

internal static class Program
{
    private static int Main(string[] args)
    {
        Console.Error.WriteLine("Nothing is wired yet.");
        return args.Length == 0 ? 2 : 1;
    }
}
