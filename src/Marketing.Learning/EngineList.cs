namespace Marketing.Learning;

/// <summary>The trainers of one kind: those built in, then those that an engine adds at the start of the process. Safe to read at any time.</summary>
/// <typeparam name="T">The trainers' interface.</typeparam>
/// <param name="nameOf">Name of a trainer.</param>
/// <param name="builtIn">In their order.</param>
public sealed class EngineList<T>(Func<T, string> nameOf, IReadOnlyList<T> builtIn)
{
    private readonly Lock _joining = new();
    private volatile IReadOnlyList<T> _all = builtIn;

    /// <summary>All of them, built-in ones first.</summary>
    public IReadOnlyList<T> All => _all;

    /// <summary>The trainer of this name, or the default.</summary>
    public T? Find(string name) => _all.FirstOrDefault(trainer => nameOf(trainer) == name);

    /// <summary>Adds an engine's trainer at the end. The same name again changes nothing.</summary>
    public void Join(T trainer)
    {
        lock (_joining)
        {
            if (_all.All(known => nameOf(known) != nameOf(trainer)))
            {
                _all = [.. _all, trainer];
            }
        }
    }
}
