using System.Diagnostics;

namespace Marketing.Store.Embedded;

/// <summary>
/// Locks between processes. On Unix a stream opened with <see cref="FileShare.None"/> holds <c>flock</c>'s exclusive lock and any other the shared one; the kernel
/// lets go of it when the process ends in whatever way, so a killed process never leaves a lock behind.
/// </summary>
internal static class FileLock
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Waits until nobody else holds <paramref name="path"/>.</summary>
    /// <exception cref="TimeoutException">Somebody held it all of <paramref name="timeout"/>.</exception>
    public static async Task<FileStream> ExclusiveAsync(string path, TimeSpan timeout, CancellationToken cancel)
    {
        var waited = Stopwatch.StartNew();
        while (true)
        {
            if (TryOpen(path, FileShare.None) is { } held)
            {
                return held;
            }

            if (waited.Elapsed > timeout)
            {
                throw new TimeoutException($"{path} was locked by another process for {timeout.TotalSeconds:0} seconds.");
            }

            await Task.Delay(Pause, cancel);
        }
    }

    /// <summary>Takes <paramref name="path"/> together with others, or gives null when somebody holds it alone.</summary>
    public static FileStream? TryShared(string path) => TryOpen(path, FileShare.ReadWrite);

    /// <summary>Takes <paramref name="path"/> alone, or gives null when anybody else holds it.</summary>
    public static FileStream? TryExclusive(string path) => TryOpen(path, FileShare.None);

    private static FileStream? TryOpen(string path, FileShare share)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, share, bufferSize: 0);
        }
        catch (IOException error) when (error is not (FileNotFoundException or DirectoryNotFoundException or PathTooLongException))
        {
            return null;
        }
    }
}
