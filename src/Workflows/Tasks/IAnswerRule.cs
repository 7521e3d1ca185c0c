using System.Text.Json.Nodes;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Tasks;

/// <summary>What a thing of the business asks of answers in its process beyond their forms. Must be safe for concurrent use.</summary>
public interface IAnswerRule
{
    /// <summary>Whose tasks it looks at.</summary>
    string Process { get; }

    /// <summary>Looks at an answer inside its transaction, before anything is changed.</summary>
    /// <param name="data">The form as it is handed in; null for an answer that hands in none.</param>
    /// <exception cref="RefusedException">The answer breaks a rule.</exception>
    Task CheckAsync(ProcessSalesDb db, HumanTask task, Case file, CompleteTask answer, JsonObject? data, CancellationToken cancellationToken);
}
