using System.Text;

namespace Marketing.Ads.Decisions;

/// <summary>
/// The ads that could have been chosen, by placement, in few bytes: a thousand ids as text would be 30 KB a decision, as differences of their numbers they are about 1 KB.
/// </summary>
internal static class EligibleSet
{
    /// <param name="numbers">Ascending, by placement.</param>
    public static byte[] Write(IReadOnlyDictionary<string, int[]> numbers)
    {
        using var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write7BitEncodedInt(numbers.Count);
            foreach (var (placement, ads) in numbers.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            {
                writer.Write(placement);
                writer.Write7BitEncodedInt(ads.Length);
                var before = 0;
                foreach (var number in ads)
                {
                    writer.Write7BitEncodedInt(number - before);
                    before = number;
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
            var places = bytes.Length == 0 ? 0 : reader.Read7BitEncodedInt();
            Dictionary<string, int[]> numbers = new(StringComparer.Ordinal);
            for (var place = 0; place < places; place++)
            {
                var name = reader.ReadString();
                var count = reader.Read7BitEncodedInt();
                if (count < 0 || count > bytes.Length)
                {
                    throw new InvalidDataException("A set of ads cannot have so many members.");
                }

                var ads = new int[count];
                var before = 0;
                for (var at = 0; at < count; at++)
                {
                    ads[at] = before += reader.Read7BitEncodedInt();
                }

                numbers[name] = ads;
            }

            return numbers;
        }
        catch (Exception exception) when (exception is EndOfStreamException or FormatException)
        {
            throw new InvalidDataException("The bytes are not a set of ads.", exception);
        }
    }
}
