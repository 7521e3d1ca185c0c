using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Attachments;

/// <summary>Who besides the holders of tasks may add files to a case; each thing of the business registers its own. Must be safe for concurrent use.</summary>
public interface IFileRight
{
    /// <summary>Whether the person may, such as whoever registered a complaint; false for cases that it knows nothing of.</summary>
    Task<bool> MayAddAsync(ProcessSalesDb db, Guid person, Guid caseId, CancellationToken cancellationToken);
}
