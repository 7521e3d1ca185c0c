using System.Diagnostics;
using System.Globalization;
using Elsa.Extensions;
using Elsa.Persistence.EFCore.Extensions;
using Elsa.Persistence.EFCore.Modules.Management;
using Elsa.Persistence.EFCore.Modules.Runtime;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ProcessSales.Activities;
using ProcessSales.Host.Engine;
using ProcessSales.Workflows;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Customers;
using ProcessSales.Workflows.Dunning;
using ProcessSales.Workflows.Imports;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Receivables;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Bench;

/// <summary>A run of the reminders over 100,000 open receivables, and what comes up for 1,000 customers.</summary>
internal static class ReminderBudget
{
    private const int Payers = 1_000;
    private const int ItemsOfEach = 100;

    public static async Task RunAsync()
    {
        var folder = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "data", Guid.NewGuid().ToString("n"))).FullName;
        try
        {
            var root = Root();
            var options = new WorkflowsOptions
            {
                DataDirectory = folder, ConnectionString = $"Data Source={Path.Combine(folder, "bench.db")}", WorkflowsDirectory = Path.Combine(root, "workflows"), DemoDirectory = Path.Combine(root, "demo"), PublicUrl = new("http://localhost"),
            };
            using var host = Build(options);
            var provider = host.Services;
            await provider.GetRequiredService<DatabaseSetup>().RunAsync();
            await host.StartAsync();
            await provider.GetRequiredService<FirstData>().LoadAsync(_ => { });
            await provider.PrepareProcessesAsync();
            var finance = await FillAsync(provider);
            Table.Head($"Reminders, {Payers * ItemsOfEach:N0} open receivables of {Payers:N0} payers, SQLite");
            var clock = Stopwatch.StartNew();
            await provider.GetRequiredService<ComingUp>().ListAsync(finance, null, 90);
            Table.Value("coming up, 90 days, all items", clock.Elapsed.TotalSeconds, "s");
            clock.Restart();
            var run = await provider.GetRequiredService<DunningRunner>().RunAsync() ?? throw new InvalidOperationException("Today is no working day.");
            Table.Value($"run, {run.Sent.ToString("N0", CultureInfo.InvariantCulture)} items reminded of", clock.Elapsed.TotalSeconds, "s", 60);
            // Ten items a customer are what a real company has.
            await TrimAsync(provider);
            clock.Restart();
            await provider.GetRequiredService<ComingUp>().ListAsync(finance, null, 90);
            Table.Value("coming up, 1,000 customers, 90 days", clock.Elapsed.TotalSeconds, "s", 2);
            await host.StopAsync();
        }
        finally
        {
            SqliteConnection.ClearAllPools();
            Directory.Delete(folder, true);
        }
    }

    private static async Task<Guid> FillAsync(IServiceProvider provider)
    {
        await using var db = await provider.GetRequiredService<IDbContextFactory<ProcessSalesDb>>().CreateDbContextAsync();
        var kam = await db.Users.FirstAsync(person => person.Role == Role.Kam);
        var today = provider.GetRequiredService<CompanyClock>().Today;
        // Whatever day it is measured on is a working day.
        db.OwnDays.Add(new OwnDay { Id = Guid.NewGuid(), Date = today, Name = "bench", IsOffDay = false });
        await db.SaveChangesAsync();
        for (var payer = 0; payer < Payers; payer++)
        {
            var customer = new Customer { Id = Guid.NewGuid(), Code = $"B{payer:D4}", Name = $"Payer {payer}", OwnerId = kam.Id, AreaId = kam.OrgUnitId!.Value, Class = "B" };
            db.Customers.Add(customer);
            for (var item = 0; item < ItemsOfEach; item++)
            {
                // Due from 40 days ago to 60 days ahead: a good half has reached a level.
                var due = today.AddDays(item - 40);
                db.Receivables.Add(new Receivable
                {
                    Id = Guid.NewGuid(), CustomerId = customer.Id, Number = $"B{payer:D4}-{item:D3}", Amount = 100, Open = 100, IssuedOn = due.AddDays(-60), DueOn = due, ExpectedOn = due, BaseOn = due, CreatedAt = DateTimeOffset.UtcNow,
                });
            }

            if (payer % 50 != 49) continue;
            await db.SaveChangesAsync();
            db.ChangeTracker.Clear();
        }

        return await db.Users.Where(person => person.Role == Role.FinM).Select(person => person.Id).FirstAsync();
    }

    private static async Task TrimAsync(IServiceProvider provider)
    {
        await using var db = await provider.GetRequiredService<IDbContextFactory<ProcessSalesDb>>().CreateDbContextAsync();
        await db.Receivables.Where(row => !row.Number.EndsWith('0')).ExecuteUpdateAsync(set => set.SetProperty(row => row.Ended, ReceivableState.Paid));
    }

    private static string Root()
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        while (at is not null && !File.Exists(Path.Combine(at.FullName, "ProcessSales.sln"))) at = at.Parent;
        return at!.FullName;
    }

    // The business with the engine and the shipped processes, in one file, as the host has them.
    private static IHost Build(WorkflowsOptions options)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateApplicationBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning).AddFilter("Microsoft.EntityFrameworkCore", LogLevel.None);
        builder.Services.AddProcessSalesWorkflows(options);
        builder.Services.AddElsa(module => module
            .UseWorkflowManagement(management => management.UseEntityFrameworkCore(storage => storage.UseSqlite(options.ConnectionString)))
            .UseWorkflowRuntime(runtime => runtime.UseEntityFrameworkCore(storage => storage.UseSqlite(options.ConnectionString)))
            .UseScheduling().UseJavaScript().UseLiquid().UseProcessSales());
        return builder.Build();
    }
}
