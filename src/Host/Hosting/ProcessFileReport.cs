using ProcessSales.Workflows.ProcessFiles;

namespace ProcessSales.Host.Hosting;

/// <summary>Says in the log which forms and templates cannot be used; the designer's list shows the same. The host starts all the same.</summary>
internal sealed partial class ProcessFileReport(ProcessFileDesk desk, IHostApplicationLifetime lifetime, ILogger<ProcessFileReport> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!await lifetime.StartsAsync(stoppingToken)) return;
        try
        {
            foreach (var row in await desk.CheckAllAsync(stoppingToken))
            {
                if (row.Fault is { } fault) LogFault(row.File.Kind, row.File.Process, row.File.Name, fault);
            }
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            LogFailure(failure);
        }
    }

    [LoggerMessage(LogLevel.Error, "{Kind} {Process}/{Name} cannot be used: {Fault}")]
    private partial void LogFault(ProcessFileKind kind, string process, string name, string fault);

    [LoggerMessage(LogLevel.Error, "The forms and templates could not be looked through at the start")]
    private partial void LogFailure(Exception failure);
}
