using Elsa.Extensions;
using Hangfire;
using ProcessSales.Host.Engine;
using ProcessSales.Workflows;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Host.Maintenance;

/// <summary>What an operator asks of the program instead of starting it: <c>check</c>, <c>backup FILE</c>, <c>move-to-postgresql CONNECTION</c>.</summary>
internal static class MaintenanceCommands
{
    /// <summary>The exit code; null when the arguments ask for none of them and the app shall start.</summary>
    internal static async Task<int?> TryRunAsync(string[] arguments, WorkflowsOptions options)
    {
        try
        {
            switch (arguments)
            {
                case ["check", ..]:
                    var wrong = await FileCare.CheckAsync(options.ConnectionString);
                    Console.WriteLine(wrong.Count == 0 ? "The database is sound." : string.Join(Environment.NewLine, wrong));
                    return wrong.Count == 0 ? 0 : 1;
                case ["backup", var file, ..]:
                    await FileCare.BackupAsync(options.ConnectionString, Path.GetFullPath(file));
                    Console.WriteLine($"Written: {file}. Attachments lie in {options.DataDirectory} and are copied beside it.");
                    return 0;
                case ["move-to-postgresql", var connection, ..]:
                    await PrepareAsync(options with { ConnectionString = connection, DemoDirectory = null });
                    var tables = await new MoveToPostgreSql(options.ConnectionString, connection).RunAsync(Console.WriteLine);
                    Console.WriteLine($"Moved {tables.Sum(table => table.Rows):N0} rows of {tables.Count} tables. Start with ConnectionStrings:Default set; the old file refuses to be used.");
                    return 0;
                default:
                    return null;
            }
        }
        catch (DatabaseFileException refused)
        {
            await Console.Error.WriteLineAsync(refused.Message);
            return 1;
        }
    }

    /// <summary>Creates the tables of the business and of the engine.</summary>
    private static async Task PrepareAsync(WorkflowsOptions options)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddProcessSalesWorkflows(options);
        builder.Services.AddHangfire((provider, hangfire) => Jobs.JobMemory.Use(hangfire.UseLogProvider(new Jobs.JobLog(provider.GetRequiredService<ILoggerFactory>()))));
        builder.Services.AddProcessEngine(options);
        using var host = builder.Build();
        await host.Services.GetRequiredService<DatabaseSetup>().RunAsync();
        await host.StartAsync();
        await host.StopAsync();
    }
}
