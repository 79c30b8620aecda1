using Marketing.Store;

namespace Marketing.Training;

/// <summary>The artefacts in the data directory: what a run is writing, and a snapshot of what serves for a start without PostgreSQL.</summary>
internal sealed class ArtefactFiles(DataDirectory directory)
{
    private const string Folder = "models";

    /// <summary>The last published artefact of a model on this machine.</summary>
    public string Snapshot(string model) => directory.File(Folder, $"{model}.artefact");

    /// <summary>A path for a new file that becomes a snapshot or goes. Unique, since two processes may share the directory.</summary>
    public string NewPart(string prefix)
    {
        Directory.CreateDirectory(directory.File(Folder));
        return directory.File(Folder, $"{prefix}-{Guid.NewGuid():N}.part");
    }

    /// <summary>Removes what broken-off runs of this machine left behind. Only for the holder of the training lock.</summary>
    public void RemoveUnfinishedRuns() => Remove("retrain-*.part", DateTime.MaxValue);

    /// <summary>Removes parts of snapshots that nobody is writing any more.</summary>
    public void RemoveOldParts(DateTimeOffset now) => Remove("*.part", now.UtcDateTime.AddHours(-6));

    private void Remove(string pattern, DateTime before)
    {
        try
        {
            var folder = new DirectoryInfo(directory.File(Folder));
            foreach (var file in folder.Exists ? folder.GetFiles(pattern) : [])
            {
                if (file.LastWriteTimeUtc < before)
                {
                    Delete(file.FullName);
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Tidiness is no reason not to start.
        }
    }

    /// <summary>Deletes a file if it can; what stays is removed by a later start.</summary>
    public static void Delete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Left for RemoveOldParts.
        }
    }
}
