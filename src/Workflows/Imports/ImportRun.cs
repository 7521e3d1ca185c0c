using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ProcessSales.Workflows.Imports;

/// <summary>Where a long import stands.</summary>
public enum ImportRunState
{
    /// <summary>检查中</summary>
    Checking,

    /// <summary>检查通过: it may be applied.</summary>
    Checked,

    /// <summary>有错误: nothing was written.</summary>
    Faulty,

    /// <summary>导入中</summary>
    Applying,

    /// <summary>已导入</summary>
    Applied,

    /// <summary>已取消: nothing was written.</summary>
    Cancelled,

    /// <summary>已中断: the program stopped or failed meanwhile; nothing was written.</summary>
    Failed,
}

/// <summary>The one table of allowed transitions.</summary>
public static class ImportRunStates
{
    private static readonly IReadOnlyDictionary<ImportRunState, ImportRunState[]> Next = new Dictionary<ImportRunState, ImportRunState[]>
    {
        [ImportRunState.Checking] = [ImportRunState.Checked, ImportRunState.Faulty, ImportRunState.Cancelled, ImportRunState.Failed],
        [ImportRunState.Checked] = [ImportRunState.Applying],
        [ImportRunState.Applying] = [ImportRunState.Applied, ImportRunState.Faulty, ImportRunState.Cancelled, ImportRunState.Failed],
        [ImportRunState.Faulty] = [],
        [ImportRunState.Applied] = [],
        [ImportRunState.Cancelled] = [],
        [ImportRunState.Failed] = [],
    };

    /// <summary>Whether a run may go from one state to the other.</summary>
    public static bool Allows(this ImportRunState from, ImportRunState to) => Next[from].Contains(to);

    /// <summary>Whether it is at work.</summary>
    public static bool IsWorking(this ImportRunState state) => state is ImportRunState.Checking or ImportRunState.Applying;
}

/// <summary>An import that is too long for one request: it runs beside, shows how far it is and can be stopped. It is applied whole or not at all.</summary>
public sealed class ImportRun
{
    /// <summary>Identity.</summary>
    public Guid Id { get; set; }

    /// <summary>Whose; nobody else sees it.</summary>
    public Guid PersonId { get; set; }

    /// <summary>What it brings.</summary>
    public string Kind { get; set; } = "";

    /// <summary>The file's name as people see it.</summary>
    public string FileName { get; set; } = "";

    /// <summary>Where it stands.</summary>
    public ImportRunState State { get; set; }

    /// <summary>Rows of the file; 0 until it has been read.</summary>
    public int Rows { get; set; }

    /// <summary>Rows behind it, by its last sign of life.</summary>
    public int Done { get; set; }

    /// <summary>Faults that were found, JSON; null for none.</summary>
    public string? ErrorsJson { get; set; }

    /// <summary>The checked file; null before and after.</summary>
    public Guid? Ticket { get; set; }

    /// <summary>Whether its owner asked for it to stop.</summary>
    public bool StopAsked { get; set; }

    /// <summary>When it began, UTC.</summary>
    public DateTimeOffset StartedAt { get; set; }

    /// <summary>Its last sign of life, UTC.</summary>
    public DateTimeOffset SeenAt { get; set; }

    /// <summary>When it ended, UTC; null while it goes on.</summary>
    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>Moves it on.</summary>
    /// <exception cref="RefusedException">It is in another state by now.</exception>
    internal void MoveTo(ImportRunState to, DateTimeOffset now)
    {
        if (!State.Allows(to)) throw new RefusedException(RefusalKind.Conflict, "import.runState", State);
        State = to;
        SeenAt = now;
        EndedAt = to.IsWorking() ? null : now;
    }
}

internal sealed class ImportRunTable : IEntityTypeConfiguration<ImportRun>
{
    public void Configure(EntityTypeBuilder<ImportRun> table)
    {
        table.Property(row => row.Kind).HasMaxLength(40);
        table.Property(row => row.FileName).HasMaxLength(200);
        table.HasIndex(row => new { row.PersonId, row.StartedAt });
    }
}
