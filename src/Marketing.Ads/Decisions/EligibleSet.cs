using System.Text;

namespace Marketing.Ads.Decisions;

/// <summary>
/// The ads that could have been chosen, by placement, in few bytes: a thousand ids as text would be 30 KB a decision. Runs of neighbouring numbers are written as
/// their length, so that a set which lacks few ads takes few bytes; before, each number was written as its difference to the last, which is still read.
/// </summary>
internal static class EligibleSet
{
    // No older set begins with it, but for the one of no placements, which has nothing behind it.
    private const byte Runs = 0;

    /// <param name="numbers">Ascending, by placement.</param>
    public static byte[] Write(IReadOnlyDictionary<string, int[]> numbers)
    {
        using var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(Runs);
            writer.Write7BitEncodedInt(numbers.Count);
            foreach (var (placement, ads) in numbers.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            {
                writer.Write(placement);
                writer.Write7BitEncodedInt(ads.Length);
                var next = 0;
                for (var at = 0; at < ads.Length; )
                {
                    var run = 1;
                    while (at + run < ads.Length && ads[at + run] == ads[at] + run)
                    {
                        run++;
                    }

                    writer.Write7BitEncodedInt(ads[at] - next);
                    writer.Write7BitEncodedInt(run);
                    (next, at) = (ads[at] + run, at + run);
                }
            }
        }

        return stream.ToArray();
    }

    /// <exception cref="InvalidDataException">The bytes are not a set's.</exception>
    public static Dictionary<string, int[]> Read(byte[] bytes)
    {
        try
        {
            using var reader = new BinaryReader(new MemoryStream(bytes), Encoding.UTF8);
            var inRuns = bytes.Length > 1 && bytes[0] == Runs;
            if (inRuns)
            {
                reader.ReadByte();
            }

            var places = bytes.Length == 0 ? 0 : reader.Read7BitEncodedInt();
            Dictionary<string, int[]> numbers = new(StringComparer.Ordinal);
            for (var place = 0; place < places; place++)
            {
                numbers[reader.ReadString()] = inRuns ? ReadRuns(reader) : ReadDifferences(reader, bytes.Length);
            }

            return numbers;
        }
        catch (Exception exception) when (exception is EndOfStreamException or FormatException or OverflowException)
        {
            throw new InvalidDataException("The bytes are not a set of ads.", exception);
        }
    }

    private static int[] ReadRuns(BinaryReader reader)
    {
        const int MostAds = 10_000_000;
        var count = reader.Read7BitEncodedInt();
        if (count is < 0 or > MostAds)
        {
            throw TooMany();
        }

        List<int> ads = [];
        for (var next = 0; ads.Count < count; )
        {
            var (gap, run) = (reader.Read7BitEncodedInt(), reader.Read7BitEncodedInt());
            if (gap < 0 || run < 1 || run > count - ads.Count)
            {
                throw TooMany();
            }

            var first = next + gap;
            next = checked(first + run);
            ads.AddRange(Enumerable.Range(first, run));
        }

        return [.. ads];
    }

    private static int[] ReadDifferences(BinaryReader reader, int bytes)
    {
        var count = reader.Read7BitEncodedInt();
        if (count < 0 || count > bytes)
        {
            throw TooMany();
        }

        var ads = new int[count];
        var before = 0;
        for (var at = 0; at < count; at++)
        {
            ads[at] = before += reader.Read7BitEncodedInt();
        }

        return ads;
    }

    private static InvalidDataException TooMany() => new("A set of ads cannot have so many members.");
}
