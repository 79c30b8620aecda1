using System.Collections;

namespace Marketing.Store;

/// <summary>Tags that are equal when their texts are: an item read again must be equal to the one that is known, or every look at the table would be a change.</summary>
internal sealed class ItemTags : IReadOnlyList<string>, IEquatable<ItemTags>
{
    private static readonly ItemTags None = new([]);
    private readonly string[] _tags;

    private ItemTags(string[] tags) => _tags = tags;

    public int Count => _tags.Length;

    public string this[int index] => _tags[index];

    public static ItemTags Of(string[] tags) => tags.Length == 0 ? None : new ItemTags(tags);

    public bool Equals(ItemTags? other) => other is not null && _tags.AsSpan().SequenceEqual(other._tags);

    public override bool Equals(object? obj) => Equals(obj as ItemTags);

    public override int GetHashCode() => _tags.Length == 0 ? 0 : StringComparer.Ordinal.GetHashCode(_tags[0]);

    public IEnumerator<string> GetEnumerator() => ((IEnumerable<string>)_tags).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
