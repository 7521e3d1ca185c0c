using System.Data.Common;
using System.Diagnostics;
using Microsoft.EntityFrameworkCore.Diagnostics;
using ProcessSales.Workflows.Continuations;

namespace ProcessSales.CrashHost;

/// <summary>
/// Kills the process the n-th time that a point is reached. <c>committing</c> and <c>committed</c>: just before and just after a commit of the
/// business. <c>writing</c>: before a statement within a transaction. <c>delivering</c>: before a mail's row changes, the second time between
/// the mail and its record. <c>told</c>: after the engine's commit, before the business notes it.
/// </summary>
internal sealed class Death
{
    private readonly string _point;
    private int _left;

    /// <param name="at">Point and number, such as <c>committing:3</c>.</param>
    public Death(string at)
    {
        (_point, _left) = (at.Split(':')[0], int.Parse(at.Split(':')[1]));
        AtCommits = new Commits(this);
        AtCommands = new Commands(this);
    }

    public IInterceptor AtCommits { get; }

    public IInterceptor AtCommands { get; }

    public IProcessEngine Around(IProcessEngine engine) => new Told(this, engine);

    private void Reach(string point)
    {
        if (point == _point && Interlocked.Decrement(ref _left) == 0)
            Process.GetCurrentProcess().Kill();
    }

    private sealed class Commits(Death death) : DbTransactionInterceptor
    {
        public override ValueTask<InterceptionResult> TransactionCommittingAsync(DbTransaction transaction, TransactionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default)
        {
            death.Reach("committing");
            return new(result);
        }

        public override Task TransactionCommittedAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            death.Reach("committed");
            return Task.CompletedTask;
        }
    }

    private sealed class Commands(Death death) : DbCommandInterceptor
    {
        public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
        {
            Pass(command);
            return new(result);
        }

        public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
        {
            Pass(command);
            return new(result);
        }

        private void Pass(DbCommand command)
        {
            if (command.Transaction is not null && command.CommandText.AsSpan().TrimStart() is not ['S', 'E', 'L', ..])
                death.Reach("writing");
            if (command.CommandText.Contains("UPDATE \"Deliveries\"", StringComparison.Ordinal))
                death.Reach("delivering");
        }
    }

    private sealed class Told(Death death, IProcessEngine engine) : IProcessEngine
    {
        public Task<ContinuationResult> StartAsync(Continuation continuation, CancellationToken stop) => ThenAsync(engine.StartAsync(continuation, stop));

        public Task<ContinuationResult> ResumeAsync(Continuation continuation, CancellationToken stop) => ThenAsync(engine.ResumeAsync(continuation, stop));

        public Task<ContinuationResult> CancelAsync(Continuation continuation, CancellationToken stop) => ThenAsync(engine.CancelAsync(continuation, stop));

        public Task<int?> PublishedAsync(string process, CancellationToken stop) => engine.PublishedAsync(process, stop);

        private async Task<ContinuationResult> ThenAsync(Task<ContinuationResult> call)
        {
            var result = await call;
            death.Reach("told");
            return result;
        }
    }
}
