using Microsoft.Extensions.Logging;

namespace Marketing.Training;

/// <summary>Brings one slot to the version that the registry says: verify, load, test, swap, keep as snapshot. Any fault leaves what serves.</summary>
internal sealed class SlotRefresh(ModelRegistry registry, ArtefactFiles files, TimeProvider clock, ILogger<SlotRefresh> log)
{
    // A damaged artefact of many megabytes is not fetched with every poll.
    private static readonly TimeSpan TryAgainAfter = TimeSpan.FromMinutes(5);

    /// <summary>Loads the snapshot of an earlier start, if there is a sound one.</summary>
    public void LoadSnapshot(IModelSlot slot)
    {
        var path = files.Snapshot(slot.Name);
        if (!File.Exists(path))
        {
            return;
        }

        try
        {
            var (header, model) = FromFile(slot, path, version: null, checksum: null);
            slot.Swap(model, header, fromSnapshot: true);
            log.LogInformation("Model {Model} version {Version} serves from the snapshot on this machine", slot.Name, header.Version);
        }
        catch (Exception e)
        {
            // A damaged length may ask for more memory than there is: that, too, is a fault of the file.
            log.LogWarning(e, "The snapshot of {Model} is not used", slot.Name);
        }
    }

    /// <summary>Whether the slot serves <paramref name="target"/> afterwards. A fault of the artefact is in <see cref="IModelSlot.Refused"/>, one of the database is thrown.</summary>
    /// <param name="slot">The slot.</param>
    /// <param name="target">What shall serve.</param>
    /// <param name="again">Try even what was refused a moment ago.</param>
    /// <param name="cancel">Stops before the swap.</param>
    public async Task<bool> BringToAsync(IModelSlot slot, RegisteredVersion target, bool again, CancellationToken cancel)
    {
        if (slot.Loaded is { } loaded && loaded.Header.Version == target.Version && loaded.Header.Checksum == target.Checksum)
        {
            slot.Refused = null;
            return true;
        }

        if (!again && slot.Refused is { } refused && refused.Checksum == target.Checksum && clock.GetUtcNow() - refused.At < TryAgainAfter)
        {
            return false;
        }

        string? part = null;
        try
        {
            part = await DownloadAsync(target, cancel);
            var (header, model) = part is not null
                ? await Task.Run(() => FromFile(slot, part, target.Version, target.Checksum), cancel)
                : await FromRegistryAsync(slot, target, cancel);
            slot.Swap(model, header, fromSnapshot: false);
            slot.Refused = null;
            log.LogInformation("Model {Model} version {Version} ({Algorithm}) serves", slot.Name, header.Version, header.Algorithm);
            Keep(slot.Name, part);
            return true;
        }
        catch (Exception e) when (e is not OperationCanceledException and not Npgsql.NpgsqlException and not OutOfMemoryException)
        {
            slot.Refused = new Refusal(target.Version, target.Checksum, e.Message, clock.GetUtcNow());
            log.LogError(
                e,
                "Model {Model} version {Version} is refused; version {Loaded} serves on",
                slot.Name,
                target.Version,
                slot.Loaded?.Header.Version
            );
            return false;
        }
        finally
        {
            if (part is not null)
            {
                ArtefactFiles.Delete(part);
            }
        }
    }

    /// <summary>Verifies the artefact on its way from the database into a file. The file's path; null when this machine cannot write it.</summary>
    private Task<string?> DownloadAsync(RegisteredVersion target, CancellationToken cancel) =>
        registry.WithArtefactAsync(
            target.Model,
            target.Version,
            stream =>
            {
                using var copy = new BestEffortFile(() => files.NewPart($"load-{target.Model}"), log);
                try
                {
                    Artefact.Verify(new TeeStream(stream, copy.Write), target.Model, target.Version, target.Checksum);
                }
                catch
                {
                    copy.Abandon();
                    throw;
                }

                return copy.Complete();
            },
            cancel
        );

    private async Task<(ArtefactHeader, object)> FromRegistryAsync(IModelSlot slot, RegisteredVersion target, CancellationToken cancel) =>
        Tested(
            slot,
            await registry.WithArtefactAsync(
                target.Model,
                target.Version,
                stream => Artefact.Use(stream, target.Model, target.Version, target.Checksum, slot.Load),
                cancel
            )
        );

    private static (ArtefactHeader, object) FromFile(IModelSlot slot, string path, int? version, string? checksum)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 1 << 16);
        return Tested(slot, Artefact.Use(file, slot.Name, version, checksum, slot.Load));
    }

    // The very object that is to serve is tested: a large model is not loaded twice, and none serves that was not asked.
    private static (ArtefactHeader, object) Tested(IModelSlot slot, (ArtefactHeader Header, object Model) loaded)
    {
        slot.SmokeTest(loaded.Model);
        return loaded;
    }

    private void Keep(string model, string? part)
    {
        if (part is null)
        {
            return;
        }

        try
        {
            File.Move(part, files.Snapshot(model), overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.LogWarning(
                e,
                "No snapshot of {Model} could be kept: without PostgreSQL, a restart would serve an older version or none",
                model
            );
        }
    }
}
