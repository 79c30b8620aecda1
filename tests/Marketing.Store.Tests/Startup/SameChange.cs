using System.Diagnostics.CodeAnalysis;

namespace Marketing.Store.Tests.Startup;

/// <summary>Changes are the same when kind and ids are.</summary>
internal sealed class SameChange : IEqualityComparer<StoreChange>
{
    public bool Equals(StoreChange? x, StoreChange? y) => x?.Kind == y?.Kind && (x?.Ids ?? []).SequenceEqual(y?.Ids ?? []);

    public int GetHashCode([DisallowNull] StoreChange change) => (int)change.Kind;
}
