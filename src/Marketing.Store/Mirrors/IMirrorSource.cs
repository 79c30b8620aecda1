using System.Data.Common;

namespace Marketing.Store.Mirrors;

/// <summary>How one table's rows are read from the database and kept in a file.</summary>
internal interface IMirrorSource<T>
    where T : class
{
    /// <summary>Name of the file in the data directory; changes when the file's form does.</summary>
    string FileName { get; }

    /// <summary><c>SELECT … FROM table</c> with the key as column 0 and the time of change as the last column.</summary>
    string Select { get; }

    /// <summary>Name of the key's column.</summary>
    string KeyColumn { get; }

    /// <summary>The table, for counting.</summary>
    string Table { get; }

    string KeyOf(T row);

    T Read(DbDataReader reader);

    void Write(BinaryWriter writer, T row);

    T Read(BinaryReader reader);
}
