namespace ProcessSales.Workflows.Imports;

/// <summary>How far a long import is. Read by others while it runs.</summary>
internal sealed class ImportProgress
{
    private int rows;
    private int done;

    /// <summary>Rows of the file; 0 until it has been read.</summary>
    public int Rows
    {
        get => Volatile.Read(ref rows);
        set => Volatile.Write(ref rows, value);
    }

    /// <summary>Rows behind it.</summary>
    public int Done
    {
        get => Volatile.Read(ref done);
        set => Volatile.Write(ref done, value);
    }
}
