namespace ProcessSales.Workflows.Forms;

/// <summary>A figure of the firm's own terms that formulas may use: <c>setting('emergencyDays')</c>. Each thing of the business registers its own. Must be safe for concurrent use.</summary>
public interface IFormSetting
{
    /// <summary>Its name in formulas, one of those that a form's file may name.</summary>
    string Name { get; }

    /// <summary>What holds today.</summary>
    Task<decimal> TodayAsync(CancellationToken cancellationToken);
}
