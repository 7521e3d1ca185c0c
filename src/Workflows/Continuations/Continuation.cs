using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Continuations;

/// <summary>What the engine is asked to do.</summary>
public enum ContinuationKind
{
    /// <summary>Start an instance under the id that the case has chosen.</summary>
    Start,

    /// <summary>Resume one bookmark.</summary>
    Resume,

    /// <summary>Resume whatever of the instance waits for a stimulus of this name.</summary>
    ResumeByStimulus,

    /// <summary>Cancel the instance.</summary>
    Cancel,
}

/// <summary>
/// An order to the engine, written in the transaction of the decision behind it and removed once the engine has carried it out.
/// Repeating one has no second effect: the engine knows the instance or has burned the bookmark.
/// </summary>
public sealed class Continuation
{
    /// <summary>Identity, and the order within a case: see <see cref="ContinuationOrder"/>.</summary>
    public Guid Id { get; set; }

    /// <summary>What to do.</summary>
    public ContinuationKind Kind { get; set; }

    /// <summary>The workflow's definition id.</summary>
    public string Process { get; set; } = "";

    /// <summary>The workflow's instance.</summary>
    public string InstanceId { get; set; } = "";

    /// <summary>The bookmark to resume.</summary>
    public string? BookmarkId { get; set; }

    /// <summary>The stimulus name to resume by.</summary>
    public string? Stimulus { get; set; }

    /// <summary>Input for the instance, a JSON object.</summary>
    public string InputJson { get; set; } = "{}";

    /// <summary>The case behind it.</summary>
    public Guid CaseId { get; set; }

    /// <summary>When it was written, UTC.</summary>
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>How often it was tried.</summary>
    public int Attempts { get; set; }

    /// <summary>Not to be tried before this; also the lease of whoever tries it now. UTC.</summary>
    public DateTimeOffset NextAttemptAt { get; set; }

    /// <summary>Why the last try failed.</summary>
    public string? LastError { get; set; }
}

/// <summary>How a continuation ended.</summary>
/// <param name="Finished">Whether it can be forgotten.</param>
/// <param name="Error">What a manager should know: the instance stopped at an incident, or the engine could not be reached.</param>
public sealed record ContinuationResult(bool Finished, string? Error)
{
    /// <summary>Carried out.</summary>
    public static ContinuationResult Done { get; } = new(true, null);

    /// <summary>Nothing waits for it any more: carried out before, or overtaken.</summary>
    public static ContinuationResult Gone { get; } = new(true, null);

    /// <summary>Carried out, but the instance stopped at an incident that stands in its journal.</summary>
    public static ContinuationResult Faulted(string error) => new(true, error);
}

/// <summary>The engine as the business sees it. Throws when the engine cannot be reached; the continuation is tried again then.</summary>
public interface IProcessEngine
{
    /// <summary>Starts the process unless the instance exists.</summary>
    Task<ContinuationResult> StartAsync(Continuation continuation, CancellationToken cancellationToken);

    /// <summary>Resumes a bookmark, or what waits for a stimulus.</summary>
    Task<ContinuationResult> ResumeAsync(Continuation continuation, CancellationToken cancellationToken);

    /// <summary>Cancels the instance.</summary>
    Task<ContinuationResult> CancelAsync(Continuation continuation, CancellationToken cancellationToken);

    /// <summary>The version of a process that is published now; null when none is.</summary>
    Task<int?> PublishedAsync(string process, CancellationToken cancellationToken);
}

/// <summary>Gives the continuations of a case ids that ascend in the order in which they were written.</summary>
internal static class ContinuationOrder
{
    /// <summary>
    /// An id behind all that wait for the case. Two decisions may fall into one millisecond, and another node's clock may be ahead, so the time
    /// alone does not order them. The caller's transaction also moves the case's version, which keeps two from counting at once.
    /// </summary>
    public static async Task<Guid> NextAsync(ProcessSalesDb db, Guid caseId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var last = await db.Continuations.Where(row => row.CaseId == caseId).OrderByDescending(row => row.Id).Select(row => (Guid?)row.Id).FirstOrDefaultAsync(cancellationToken);
        return Guid.CreateVersion7(last is { } id && TimeOf(id) >= now.ToUnixTimeMilliseconds() ? DateTimeOffset.FromUnixTimeMilliseconds(TimeOf(id) + 1) : now);
    }

    // The first 48 bits of a version 7 id are its milliseconds.
    private static long TimeOf(Guid id) => Convert.ToInt64(id.ToString("N")[..12], 16);
}

internal sealed class ContinuationTable : IEntityTypeConfiguration<Continuation>
{
    public void Configure(EntityTypeBuilder<Continuation> table)
    {
        table.Property(row => row.Process).HasMaxLength(100);
        table.Property(row => row.InstanceId).HasMaxLength(60);
        table.Property(row => row.BookmarkId).HasMaxLength(60);
        table.Property(row => row.Stimulus).HasMaxLength(100);
        table.Property(row => row.LastError).HasMaxLength(1000);
        table.HasIndex(row => new { row.CaseId, row.Id });
        table.HasIndex(row => row.NextAttemptAt);
    }
}
