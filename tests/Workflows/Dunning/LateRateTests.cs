using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using ProcessSales.Workflows.Receivables;

namespace ProcessSales.Workflows.Tests.Dunning;

/// <summary>The contract's late rate is asked for where something is late, and nowhere else.</summary>
public sealed class LateRateTests
{
    [Fact]
    public async Task Nobody_asks_for_the_late_rate_of_a_payer_who_owes_nothing_late()
    {
        // Before the first question: a database that nobody listens to looks for listeners once a second only.
        using var asked = new Asked();
        await using var oracle = await Oracle.OpenAsync();
        var business = oracle.Business;
        // Only AR-02, which is due in a week.
        await business.WriteAsync(db => db.Receivables.Where(row => row.Number != "AR-02").ExecuteUpdateAsync(set => set.SetProperty(row => row.Open, 0m).SetProperty(row => row.Ended, ReceivableState.Paid)));
        asked.Of(business.Folder);
        await oracle.Runner.RunAsync();
        Assert.Contains("AR-02 R1", await oracle.SentAsync(Oracle.Wednesday));
        Assert.Equal(0, asked.Times);
        // Overdue by a day it is told with its interest.
        oracle.Go(Oracle.Wednesday.AddDays(8));
        await oracle.Runner.RunAsync();
        Assert.Contains("AR-02 O1", await oracle.SentAsync(Oracle.Wednesday.AddDays(8)));
        Assert.True(asked.Times > 0);
    }

    // Counts the questions for the rate that one database is asked.
    private sealed class Asked : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>, IDisposable
    {
        private readonly List<IDisposable> held = [];
        private volatile string? folder;
        private int times;

        public Asked() => held.Add(DiagnosticListener.AllListeners.Subscribe(this));

        public int Times => Volatile.Read(ref times);

        public void Of(string database) => folder = database;

        public void OnNext(DiagnosticListener value)
        {
            if (value.Name == DbLoggerCategory.Name) held.Add(value.Subscribe(this));
        }

        public void OnNext(KeyValuePair<string, object?> value)
        {
            if (value.Key == RelationalEventId.CommandExecuting.Name && value.Value is CommandEventData told && folder is { } database && told.Command.Connection?.ConnectionString.Contains(database, StringComparison.Ordinal) == true
                && told.Command.CommandText.Contains("\"LateInterest\"", StringComparison.Ordinal) && told.Command.CommandText.Contains("\"OurSize\"", StringComparison.Ordinal)) Interlocked.Increment(ref times);
        }

        public void OnCompleted()
        {
        }

        public void OnError(Exception error)
        {
        }

        public void Dispose() => held.ForEach(each => each.Dispose());
    }
}
