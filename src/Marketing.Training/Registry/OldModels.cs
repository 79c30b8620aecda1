namespace Marketing.Training;

/// <summary>Loads versions that may serve no more, to explain what they answered. One at a time: a model may be large.</summary>
public sealed class OldModels : IDisposable
{
    private readonly ModelRegistry _registry;
    private readonly SemaphoreSlim _turn = new(1, 1);

    internal OldModels(ModelRegistry registry) => _registry = registry;

    /// <summary>Lets <paramref name="use"/> work with one version of a model.</summary>
    /// <param name="loader">Of the model.</param>
    /// <param name="version">Its number.</param>
    /// <param name="use">Works with it; must not keep it.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="InvalidDataException">The version's artefact is not kept any more, or is damaged.</exception>
    /// <exception cref="Npgsql.NpgsqlException">The database is away.</exception>
    public async Task<TResult> WithAsync<T, TResult>(
        IModelLoader<T> loader,
        int version,
        Func<ServedModel<T>, Task<TResult>> use,
        CancellationToken cancel
    )
        where T : class
    {
        ArgumentNullException.ThrowIfNull(loader);
        ArgumentNullException.ThrowIfNull(use);
        await _turn.WaitAsync(cancel);
        try
        {
            var model = await _registry.WithArtefactAsync(
                loader.Name,
                version,
                stream =>
                {
                    var (header, loaded) = Artefact.Use(stream, loader.Name, version, checksum: null, loader.Load);
                    return new ServedModel<T>(FormattableString.Invariant($"{header.Version}"), loaded, header.Watermark);
                },
                cancel
            );
            return await use(model);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc />
    public void Dispose() => _turn.Dispose();
}
