using System.IO.Compression;
using System.Text;
using Marketing.Learning;
using Marketing.Learning.Sentiment;
using Marketing.Learning.Text;

namespace Marketing.Benchmarks.Quick;

/// <summary>Target: at least 100 MB/s (of UTF-8) on one core for folding, words and counting; less than 50 µs to score one review.</summary>
internal static class TextBench
{
    private const int MadeUpTexts = 4000;

    public static void Run()
    {
        var texts = Texts();
        var megabytes = texts.Sum(text => (double)Encoding.UTF8.GetByteCount(text)) / 1e6;
        Console.WriteLine($"{texts.Length:N0} texts, {megabytes:0.0} MB of UTF-8");
        var (tokens, counter) = (new TokenBuffer(), new FeatureCounter());
        // A pass over the same characters that does next to nothing, in the same run: on a shared machine the ratio says more than the rate.
        var pass = Best(() => Spaces(texts));
        var counting = Best(() => Count(texts, tokens, counter));
        Console.WriteLine($"a pass that counts spaces: {megabytes / pass:0} MB/s");
        Console.WriteLine(
            $"tokenise and count words: {megabytes / counting:0} MB/s of CPU time, {counting / pass:0.0} x a pass that counts spaces, {counter.Distinct:N0} different words"
        );
        var cutting = Best(() => texts.Sum(text => Tokenise(text, tokens)));
        Console.WriteLine($"tokenise alone: {megabytes / cutting:0} MB/s");
        var features = new FeatureReader(new FeatureOptions { WordOrder = 3, Marks = true });
        var reading = Best(() => texts.Sum(text => features.Read(text).Length));
        Console.WriteLine($"n-grams up to 3, hashed: {megabytes / reading:0} MB/s");
        Score(texts);
    }

    private static void Score(string[] texts)
    {
        var model = BaseSentiment.Create(Environment.ProcessorCount, default);
        var probabilities = new double[model.Classes];
        var seconds = Yardstick.Best(
            5,
            () =>
            {
                foreach (var text in texts)
                {
                    model.Score(text, probabilities);
                }

                return probabilities[0];
            }
        );
        var characters = texts.Average(text => text.Length);
        Console.WriteLine($"score one review by the base model: {seconds / texts.Length * 1e6:0.0} µs ({characters:0} characters each)");
    }

    /// <summary>CPU seconds, the least of five rounds: other work on the machine takes turns with this.</summary>
    private static double Best(Func<int> work) => Enumerable.Range(0, 5).Min(_ => Yardstick.CpuSeconds(() => GC.KeepAlive(work())));

    private static int Spaces(string[] texts)
    {
        var spaces = 0;
        foreach (var text in texts)
        {
            foreach (var unit in text)
            {
                spaces += unit == ' ' ? 1 : 0;
            }
        }

        return spaces;
    }

    private static int Tokenise(string text, TokenBuffer tokens)
    {
        TextTokenizer.Read(text, tokens);
        return tokens.Count;
    }

    private static int Count(string[] texts, TokenBuffer tokens, FeatureCounter counter)
    {
        counter.Clear();
        foreach (var text in texts)
        {
            TextTokenizer.Read(text, tokens);
            foreach (ref readonly var token in tokens.Tokens)
            {
                if (token.Kind is TokenKind.Word or TokenKind.Number)
                {
                    counter.Add(token.Hash);
                }
            }
        }

        return counter.Distinct;
    }

    /// <summary>The lines of imdb train, or as much text put together from made-up words.</summary>
    private static string[] Texts()
    {
        if (Simulated.PathOf("splits/imdb.train.csv.gz") is not { } file)
        {
            return
            [
                .. Enumerable
                    .Range(0, MadeUpTexts)
                    .Select(text => string.Join(' ', Enumerable.Range(0, 230).Select(word => Word(text, word)))),
            ];
        }

        using var reader = new StreamReader(new GZipStream(File.OpenRead(file), CompressionMode.Decompress));
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private static string Word(int text, int word)
    {
        // The square of a uniform number: few words are frequent, most are rare.
        var rank = Math.Pow(SplitMix64.Uniform((ulong)text, (ulong)word), 2) * 50_000;
        return string.Create(
            3 + ((int)rank % 6),
            (ulong)rank,
            static (letters, number) =>
            {
                for (var at = 0; at < letters.Length; at++)
                {
                    letters[at] = (char)('a' + (SplitMix64.At(number, (ulong)at) % 26));
                }
            }
        );
    }
}
