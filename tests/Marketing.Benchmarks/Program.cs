using BenchmarkDotNet.Running;
using Marketing.Benchmarks;
using Marketing.Benchmarks.Quick;

return await Workplace.RunAsync(() => BenchAsync(args));

static async Task<int> BenchAsync(string[] args)
{
    if (args is ["ingest", .. var rest])
    {
        return await IngestBench.RunAsync(rest);
    }

    if (args is ["profiles", .. var sizes])
    {
        return await ProfilesBench.RunAsync(sizes);
    }

    if (args is ["analytics", .. var volume])
    {
        return await AnalyticsBench.RunAsync(volume);
    }

    if (args is ["refusal"])
    {
        return await RefusalBench.RunAsync();
    }

    if (args is ["erasure"])
    {
        return await ErasureBench.RunAsync();
    }

    // A product published elsewhere, as the image has it: dotnet publish as in the Dockerfile.
    if (args is ["start", var published])
    {
        Yardstick.Print();
        await StartBench.RunAsync(Path.GetFullPath(published));
        return 0;
    }

    if (args is ["memory", _, _, _, ..])
    {
        MemoryBench.Run(args[1..]);
        return 0;
    }

    if (args is ["serving-host", var image])
    {
        Yardstick.Print();
        await WholeHostBench.RunAsync(Path.GetFullPath(image));
        return 0;
    }

    if (args is ["import", .. var options])
    {
        return await ImportBench.RunAsync(options);
    }

    if (args is ["load", var url])
    {
        await ServingLoad.RunAsync(url);
        return 0;
    }

    if (args is ["load-at", var target, var perSecond, var first, var what])
    {
        ServingLoad.At(target, Whole(perSecond), Whole(first), what);
        return 0;
    }

    if (args is ["load-live", var alive, var rateOf])
    {
        ServingLoad.Live(alive, Whole(rateOf));
        return 0;
    }

    if (args is ["load-for", var asked, var rateFor, var from, var seconds])
    {
        Console.WriteLine(ServingLoad.For(asked, Whole(rateFor), Whole(from), TimeSpan.FromSeconds(Whole(seconds))));
        return 0;
    }

    if (args is ["load-decisions", var server, var rate])
    {
        await DecisionsLoad.RunAsync(server, Whole(rate));
        return 0;
    }

    if (args is ["load-texts", var address])
    {
        await SentimentBench.LoadAsync(address);
        return 0;
    }

    // `./marketing bench` lists the quick ones, `./marketing bench NAME` runs one; any other argument goes to BenchmarkDotNet (`--filter *TopItems*`).
    return QuickBench.Run(args) ?? (BenchmarkSwitcher.FromAssembly(typeof(QuickBench).Assembly).Run(args) is null ? 1 : 0);
}

static int Whole(string text) => int.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
