using System.Text;

namespace Marketing.Store.Imports;

/// <summary>Files of lines without any quoting: fields divided by a fixed text.</summary>
internal static class Delimited
{
    /// <summary>The lines that hold anything, split. Lines with fewer fields than asked for go to the reject file.</summary>
    public static IEnumerable<(long Line, string Raw, string[] Fields)> Read(
        ImportFile file,
        ImportSession session,
        string divider,
        int fields,
        Encoding encoding
    )
    {
        var lines = new ByteLines(file.Content);
        while (Next(lines, encoding) is { } raw)
        {
            var parts = raw.Split(divider);
            if (parts.Length >= fields && !lines.IsTooLong)
            {
                yield return (lines.Line, raw, parts);
            }
            else if (raw.Length > 0)
            {
                session.Reject(
                    lines.Line,
                    lines.IsTooLong ? RejectCodes.TooLong : ImportCodes.WrongColumnCount,
                    lines.IsTooLong ? "The line is too long." : $"{parts.Length} columns instead of {fields}.",
                    raw.AsMemory()
                );
            }
        }
    }

    private static string? Next(ByteLines lines, Encoding encoding) => lines.TryRead(out var line) ? encoding.GetString(line) : null;
}
