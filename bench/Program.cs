using ProcessSales.Bench;

// The speed that is asked of the product, each beside a bare loop that writes the same bytes. See README.md, "Measure it".
var commands = new Dictionary<string, Func<Options, Task>>
{
    ["engine"] = DurableBudgets.RunAsync,
    ["memory"] = static _ => { InMemoryBudget.Run(); return Task.CompletedTask; },
    ["timers"] = TimerBudget.RunAsync,
    ["mixed"] = MixedLoad.RunAsync,
    ["inbox"] = InboxBudget.RunAsync,
    ["reminders"] = static _ => ReminderBudget.RunAsync(),
    ["plans"] = PlanBudget.RunAsync,
    ["listings"] = static _ => ListingBudget.RunAsync(),
    ["imports"] = ImportBudget.RunAsync,
    ["ready"] = EngineReady.ReportAsync,
};
var options = Options.Read(args);
if (options.Command == "all")
{
    foreach (var name in new[] { "engine", "memory", "timers", "mixed", "inbox", "reminders", "plans", "listings", "imports" })
        await commands[name](options);
    return 0;
}

if (!commands.TryGetValue(options.Command, out var command))
{
    Console.Error.WriteLine($"Usage: dotnet run -c Release --project bench -- [all|{string.Join('|', commands.Keys)}] [--seconds 5] [--stored 100000] [--versions 1000] [--postgres <connection string>]");
    return 2;
}

await command(options);
return 0;
