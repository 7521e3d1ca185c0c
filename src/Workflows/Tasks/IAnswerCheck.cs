using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Tasks;

/// <summary>
/// What a process asks of an answer beyond its form, wherever the answer comes from. Called inside the answer's transaction; changes nothing, for an answer can be
/// undone: what follows from it is a step's. Must be safe for concurrent use.
/// </summary>
public interface IAnswerCheck
{
    /// <summary>The process whose answers it looks at.</summary>
    string Process { get; }

    /// <summary>Lets the answer pass, or says what is missing.</summary>
    /// <exception cref="RefusedException">It must not be given now.</exception>
    Task RefuseAsync(ProcessSalesDb db, HumanTask task, Case file, CompleteTask answer, CancellationToken cancellationToken);
}
